/** @file `thesis-train resume=RUN`: takes up a run that was killed or stopped, from its own snapshot of the config. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunStatus } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { outputPaths, runPaths } from "#utils/paths.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import type { StopSignal } from "./stop-signal.ts";
import { assertIsRun, openStoredRun, storedMeta } from "./stored-run.ts";
import { type TrainingRun, train } from "./train.ts";

/** @param wish a run folder, or `auto`: the newest unfinished run below `outputs`. @throws FixableError as `continueRun` */
export async function resume(wish: string, output: ProgressStream, stop: StopSignal): Promise<void> {
  const runFolder = wish === "auto" ? newestUnfinished("outputs") : resolve(wish);
  await continueRun({ runFolder, output, stop });
}

export type ContinuedRun = Pick<TrainingRun, "runFolder" | "output" | "stop" | "onEvent">;

/**
 * Ends with the same weights, losses and test as a run that was never stopped.
 *
 * @throws FixableError `train/no-run`, `train/already-finished`, `train/other-data`, `facts/still-running`
 */
export async function continueRun(run: ContinuedRun): Promise<void> {
  const { runFolder } = run;
  assertIsRun(runFolder);
  if (statusOf(runFolder)?.status === "finished") {
    throw new FixableError({ code: "train/already-finished", problem: "the run is finished", where: runFolder });
  }
  await train({ ...run, ...(await openStoredRun(runFolder)), isResumed: true });
}

/** Null where there is none, or a power cut has left half of one. */
function statusOf(runFolder: string): RunStatus | null {
  try {
    return JSON.parse(readFileSync(runPaths(runFolder).status, "utf8")) as RunStatus;
  } catch {
    return null;
  }
}

/** A heartbeat younger than this is a sign of life. */
const SILENCE_SECONDS = 30;

/** Neither finished, nor failed by its own doing, nor alive. */
function isWaiting(runFolder: string): boolean {
  if (!existsSync(runPaths(runFolder).meta)) return false;
  const status = statusOf(runFolder);
  if (status === null || status.status === "interrupted") return true;
  return status.status === "running" && Date.now() - Date.parse(status.heartbeat_at) > 1000 * SILENCE_SECONDS;
}

function newestUnfinished(outputRoot: string): string {
  const { runs } = outputPaths(outputRoot);
  const folders = existsSync(runs) ? readdirSync(runs).map((name) => resolve(runs, name)) : [];
  const newest = folders.filter(isWaiting).toSorted((a, b) => startOf(b).localeCompare(startOf(a)))[0];
  if (newest) return newest;
  throw new FixableError({
    code: "train/no-run",
    problem: "no run is waiting to be resumed (a killed one counts as alive for 30 s)",
    where: runs,
  });
}

const startOf = (runFolder: string) => storedMeta(runFolder).started_at;
