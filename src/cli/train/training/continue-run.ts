/** @file `thesis-train resume=RUN`: takes up a run that was killed or stopped, from its own snapshot of the config. */
import { existsSync, rmSync } from "node:fs";
import { runStatusAt } from "#facts";
import { removeDrafts } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import { shellPath } from "#utils/short-path.ts";
import { reportRerun } from "../rerun/report-rerun.ts";
import { SharedEvents } from "./open-run-events.ts";
import { withRunLock } from "./run-lock.ts";
import { assertHasSnapshot, openStoredRun, storedTrainConfig, withDataPath } from "./stored-run.ts";
import { type TrainingRun, train } from "./train.ts";
import { runtimeOf } from "./trainings.ts";

/**
 * @param runFolder absolute
 * @returns as `train`
 * @throws FixableError `train/run-in-use`, and as `continueRun`
 */
export async function resume(
  runFolder: string,
  by: Pick<ContinuedRun, "output" | "stop" | "dataPath">,
): Promise<number> {
  const exitCode = await withRunLock(runFolder, (lock) => continueRun({ runFolder, lock, ...by }));
  if (exitCode === 0) await reportRerun(runFolder, by.output);
  return exitCode;
}

export interface ContinuedRun extends Pick<TrainingRun, "runFolder" | "lock" | "output" | "stop" | "onEvent"> {
  /** Those that other runs of this process have opened. */
  readonly events?: SharedEvents;
  /** Where the events file is now, if it has moved. */
  readonly dataPath?: string | undefined;
}

/**
 * Ends with the same weights, losses and test as a run that was never stopped.
 *
 * @returns as `train`
 * @throws FixableError `train/no-run`, `train/already-finished`, `stored-runs/other-data`
 */
export async function continueRun({ events = new SharedEvents(), dataPath, ...run }: ContinuedRun): Promise<number> {
  const { runFolder } = run;
  assertHasSnapshot(runFolder);
  const paths = runPaths(runFolder);
  for (const folder of [runFolder, paths.resume, paths.figures]) if (existsSync(folder)) await removeDrafts(folder);
  if (!existsSync(paths.meta)) {
    // killed before it had said who it is: nothing has been trained
    rmSync(paths.facts, { recursive: true, force: true });
    const config = withDataPath(storedTrainConfig(runFolder), dataPath);
    return train({ ...run, config, data: await events.open(config), runtime: runtimeOf(config) });
  }
  if (runStatusAt(paths.status)?.status === "finished") {
    const fix = `thesis-train rerun=${shellPath(runFolder)}`;
    throw new FixableError({ code: "train/already-finished", problem: "the run is finished", where: runFolder, fix });
  }
  return train({
    ...run,
    ...(await openStoredRun(runFolder, { dataPath, open: (config) => events.open(config) })),
    isResumed: true,
  });
}
