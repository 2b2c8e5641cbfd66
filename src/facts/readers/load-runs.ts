/** @file A folder of runs → tables. Reads only what it needs of every run; nothing is cached, so nothing can be stale. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { discoverRuns, type RunInputs } from "./discover-runs.ts";
import { readRun } from "./read-run.ts";
import { EpochTable, type RunEpochs, type RunRow, type RunTables, type SkippedRun } from "./run-tables.ts";

export interface LoadOptions {
  /** Leaves out runs whose training has not reached its end; true unless told. */
  readonly requireComplete?: boolean;
}

/** Between them the process answers others. */
const RUNS_A_TURN = 64;

/**
 * Reads the facts of our runs and of those of the Python system. A run that cannot be read never stops the others: it is
 * in `skipped`, with a reason.
 *
 * @throws FixableError `facts/inputs`, `facts/no-sweep`
 */
export async function loadRuns(inputs: RunInputs, { requireComplete = true }: LoadOptions = {}): Promise<RunTables> {
  const discovered = discoverRuns(inputs);
  const runs: RunRow[] = [];
  const epochs: RunEpochs[] = [];
  const skipped: SkippedRun[] = [...discovered.skipped];
  for (const [i, folder] of discovered.runs.entries()) {
    if (i % RUNS_A_TURN === RUNS_A_TURN - 1) await nextTurn();
    const read = readSafely(folder, requireComplete);
    if ("reason" in read) skipped.push(read);
    else {
      runs.push(read.row);
      epochs.push(read.epochs);
    }
  }
  return { runs, epochs: new EpochTable(epochs), skipped };
}

/** What the file system refuses is told of that run alone. */
function readSafely(folder: string, requireComplete: boolean): ReturnType<typeof readRun> {
  try {
    return readRun(folder, requireComplete);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return { run_dir: folder, code: "unreadable", reason: message };
  }
}
