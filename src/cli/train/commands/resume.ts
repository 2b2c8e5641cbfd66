/** @file `thesis-train resume=RUN`: a run or a sweep goes on with its own config; there is nothing to compose or override. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { outputPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import { shellPath, shortPath } from "#utils/short-path.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { trainApplication } from "../application.ts";
import { movedEvents } from "../outputs/moved-events.ts";
import { type OpenWork, openWorkBelow } from "../outputs/open-work.ts";
import { outputRoot } from "../outputs/output-root.ts";
import { wantedFolder } from "../outputs/wanted-folder.ts";
import { exitCodeOf } from "../stop-signal.ts";
import { isSweep, resumeSweep } from "../sweep/sweep.ts";
import { resume } from "../training/continue-run.ts";
import type { RunCommand } from "./command.ts";

/** @throws FixableError `train/resume-overrides`, `train/nothing-open`, `train/no-run`, and as `resume` and `resumeSweep` */
export const resumeCommand: RunCommand = async ({ value, words, output, stop }) => {
  const { dataPath, moved, rest } = movedEvents(words);
  if (rest.length > 0) throw overridden(rest, [`resume=${value}`, ...moved]);
  const folder = value === AUTO ? newestOpen(output) : namedFolder(value);
  if (!isSweep(folder)) return resume(folder, { output, stop, dataPath });
  if (moved.length > 0) throw overridden(moved, [`resume=${value}`]);
  await resumeSweep(folder, trainApplication(output, stop), output);
  return exitCodeOf(stop);
};

const AUTO = "auto";

const overridden = (found: readonly string[], allowed: readonly string[]) =>
  new FixableError({
    code: "train/resume-overrides",
    problem: `what is resumed keeps its config; found ${found.join(" ")} besides`,
    fix: `thesis-train ${allowed.map(shellWord).join(" ")}`,
  });

/** @param folder as a shell takes it */
const commandFor = (folder: string) => `thesis-train resume=${folder}`;

function namedFolder(typed: string): string {
  try {
    return wantedFolder({ typed, kinds: ["run", "sweep"], command: commandFor });
  } catch (error) {
    // `auot` is nearer to `auto` than to any folder
    const isAuto = typed === "" || closestWords(typed, [AUTO]).length > 0;
    if (!(error instanceof FixableError) || !isAuto) throw error;
    const problem = `there is no run and no sweep "${typed}"`;
    throw new FixableError({ code: "train/no-run", problem, fix: commandFor(AUTO), cause: error });
  }
}

/** What lived last, unless its points may still wait in a batch system's queue; says what else is open. */
function newestOpen(output: ProgressStream): string {
  const open = openWorkBelow(outputRoot());
  const chosen = open.find(({ queue }) => queue === null);
  if (!chosen) throw nothingOpen(open);
  output.write(`resume=auto goes on with ${shortPath(chosen.folder)}: ${chosen.progress}\n`);
  const others = open.filter((each) => each !== chosen);
  if (others.length > 0) output.write(`also open:\n${listOf(others)}`);
  return chosen.folder;
}

/** More would hide what is gone on with. */
const LISTED = 5;

function listOf(open: readonly OpenWork[]): string {
  const lines = open.slice(0, LISTED).map(({ folder, progress, queue }) => {
    const where = queue === null ? "" : `, the others may wait in the queue of ${queue}`;
    return `  ${commandFor(shellPath(folder))}\n    ${progress}${where}\n`;
  });
  return lines.join("") + (open.length > LISTED ? `  … and ${open.length - LISTED} more\n` : "");
}

function nothingOpen([queued]: readonly OpenWork[]): FixableError {
  const where = outputRoot();
  const [problem, fix] = queued
    ? [
        `nothing is unfinished but what was given to ${queued.queue}, in whose queue it may wait: look there first, and go on by hand`,
        commandFor(shellPath(queued.folder)),
      ]
    : [
        "nothing is unfinished here (what was killed on another machine counts as alive for 30 s)",
        `ls -t ${shellPath(outputPaths(where).runs)}`,
      ];
  return new FixableError({ code: "train/nothing-open", problem, where, fix });
}
