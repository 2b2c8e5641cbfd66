"""What a notebook does without a reader: scalars.csv of every run through pandas, the last facts through json."""
import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd

start, cpu_start = time.perf_counter(), time.process_time()
tables = []
for run in sorted(Path(sys.argv[1]).iterdir()):
    table = pd.read_csv(run / "facts" / "scalars.csv")
    with open(run / "facts" / "events.jsonl", "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 96 * 1024))
        lines = file.read().splitlines()[-3:]
    facts = [json.loads(line) for line in lines if b"on_train_end" in line]
    table["run_dir"] = run.name
    table["total_time_s"] = facts[0]["total_time_s"]
    tables.append(table[table["split"] == "val"])
frame = pd.concat(tables)
seconds = time.perf_counter() - start
cpu_seconds = time.process_time() - cpu_start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "rows": len(frame), "peakMib": peak}))
