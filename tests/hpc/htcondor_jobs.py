"""The jobs that HTCondor makes of a submit description, as JSON: its own parser, without a scheduler."""

import json
import sys

import htcondor

WANTED = ["Cmd", "Iwd", "Out", "Err", "UserLog", "RequestCpus", "RequestMemory", "JobCategory", "UseOS", "KillSig",
          "JobMaxVacateTime", "JobBatchName", "AllowedExecuteDuration", "ShouldTransferFiles"]


def words(arguments):
    """HTCondor's newer syntax: spaces divide, single quotes hold together, doubled they stand for themselves."""
    found, word, quoted, i = [], None, False, 0
    while i < len(arguments):
        char = arguments[i]
        if quoted and char == "'" and arguments[i + 1 : i + 2] == "'":
            word, i = word + "'", i + 1
        elif char == "'":
            quoted, word = not quoted, word or ""
        elif char == " " and not quoted:
            found, word = found + ([word] if word is not None else []), None
        else:
            word = (word or "") + char
        i += 1
    return found + ([word] if word is not None else [])


def leaves_queue(ad, exit_code, completions):
    ad["ExitCode"], ad["NumJobCompletions"], ad["ExitBySignal"] = exit_code, completions, False
    return "OnExitRemove" not in ad or bool(ad.eval("OnExitRemove"))


description = htcondor.Submit(open(sys.argv[1], encoding="utf-8").read())
jobs = []
for ad in description.jobs(clusterid=7):
    job = {key: ad.eval(key) for key in WANTED if key in ad}
    job["arguments"] = words(ad.get("Arguments", ad.get("Args", "")))
    ends = {"finished": (0, 1), "stopped": (143, 1), "failed": (1, 1), "failed_again": (1, 2)}
    job["leaves_queue_when"] = {name: leaves_queue(ad, *end) for name, end in ends.items()}
    jobs.append(job)
print(json.dumps(jobs, default=str))
