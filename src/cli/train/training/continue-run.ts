/** @file `thesis-train resume=RUN`: takes up a run that was killed or stopped, from its own snapshot of the config. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { readRunMeta, runStatusAt } from "#facts";
import type { PRUNED } from "#hpc";
import { removeDrafts } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { outputPaths, runPaths } from "#utils/paths.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { reportRerun } from "../rerun/report-rerun.ts";
import type { StopSignal } from "../stop-signal.ts";
import { openRunEvents } from "./open-run-events.ts";
import { withRunLock } from "./run-lock.ts";
import { assertHasSnapshot, openStoredRun, storedTrainConfig } from "./stored-run.ts";
import { type TrainingRun, train } from "./train.ts";
import { runtimeOf } from "./trainings.ts";

/**
 * @param wish a run folder, or `auto`: the newest unfinished run below `outputs`, or `$THESIS_OUTPUT_ROOT`
 * @returns as `train`
 * @throws FixableError `train/run-in-use`, and as `continueRun`
 */
export async function resume(wish: string, output: ProgressStream, stop: StopSignal): Promise<number> {
  const runFolder = wish === "auto" ? newestUnfinished(process.env["THESIS_OUTPUT_ROOT"] ?? "outputs") : resolve(wish);
  assertHasSnapshot(runFolder);
  const exitCode = await withRunLock(runFolder, (lock) => continueRun({ runFolder, lock, output, stop }));
  if (exitCode === 0) await reportRerun(runFolder, output);
  return exitCode;
}

export type ContinuedRun = Pick<TrainingRun, "runFolder" | "lock" | "output" | "stop" | "onEvent">;

/**
 * Ends with the same weights, losses and test as a run that was never stopped.
 *
 * @returns as `train`
 * @throws FixableError `train/no-run`, `train/already-finished`, `stored-runs/other-data`
 */
export async function continueRun(run: ContinuedRun): Promise<number> {
  const { runFolder } = run;
  assertHasSnapshot(runFolder);
  const paths = runPaths(runFolder);
  for (const folder of [runFolder, paths.resume, paths.figures]) if (existsSync(folder)) await removeDrafts(folder);
  if (!existsSync(paths.meta)) {
    // killed before it had said who it is: nothing has been trained
    rmSync(paths.facts, { recursive: true, force: true });
    const config = storedTrainConfig(runFolder);
    return train({ ...run, config, data: await openRunEvents(config), runtime: runtimeOf(config) });
  }
  if (runStatusAt(paths.status)?.status === "finished") {
    throw new FixableError({ code: "train/already-finished", problem: "the run is finished", where: runFolder });
  }
  return train({ ...run, ...(await openStoredRun(runFolder)), isResumed: true });
}

/** Neither finished, nor failed by its own doing, nor ended by a search, nor alive. */
function isWaiting(runFolder: string): boolean {
  const paths = runPaths(runFolder);
  if (!existsSync(paths.meta) || !existsSync(join(paths.hydra, "config.yaml"))) return false;
  const status = runStatusAt(paths.status);
  if (status === null) return true;
  if (status.status === "interrupted") return status.reason !== ("pruned" satisfies typeof PRUNED);
  return status.status === "failed" && status.reason === "files/disk-full";
}

function newestUnfinished(outputRoot: string): string {
  const { runs } = outputPaths(outputRoot);
  const folders = existsSync(runs) ? readdirSync(runs).map((name) => resolve(runs, name)) : [];
  const newest = folders.filter(isWaiting).toSorted((a, b) => startOf(b).localeCompare(startOf(a)))[0];
  if (newest) return newest;
  throw new FixableError({
    code: "train/no-run",
    problem: "no run is waiting to be resumed (one that was killed on another machine counts as alive for 30 s)",
    where: runs,
  });
}

const startOf = (runFolder: string) => readRunMeta(runFolder).started_at;
