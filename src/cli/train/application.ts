/** @file `thesis-train` as an application: where its configs are, how a job is checked and run, and how a sweep is launched. */
import { join } from "node:path";
import type { Composition, Job, PlainConfig, PlannedSweep } from "#config";
import type { SearchingApplication } from "#hpc";
import type { TrainingEvent } from "#training-loops";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { exitCodeOf, type StopSignal } from "./stop-signal.ts";

const HYDRA_DEFAULTS = { launcher: "local", sweeper: "grid" };

export interface TrainApplication extends SearchingApplication {
  /** What the command ends with that has run it without an error: not 0 where it was asked to stop. */
  exitCode(): Promise<number>;
}

/**
 * What a training needs is imported when there is one: `--cfg`, `--help` and Tab answer without it.
 *
 * @param onEvent told everything the loop says, the steps included, when the facts have it
 */
export function trainApplication(
  output: ProgressStream,
  stop: StopSignal,
  onEvent?: (event: TrainingEvent) => void,
): TrainApplication {
  const trainings = () =>
    import("./training/trainings.ts").then(({ Trainings }) => new Trainings(output, stop, onEvent));
  let opened: ReturnType<typeof trainings> | undefined;
  let launchedExitCode = 0;
  const open = () => (opened ??= trainings());
  const check = async (job: Job) => (await open()).check(job);
  return {
    name: "thesis-train",
    version: packageVersion(),
    description: "Learns representations of collision events.",
    configFolder: join(PACKAGE_ROOT, "configs"),
    configName: "config",
    hydraDefaults: HYDRA_DEFAULTS,
    isClosed: true,
    legacyKeys,
    check,
    exitCode: async () => launchedExitCode || ((await opened)?.exitCode ?? 0),
    task: async (job: Job) => (await open()).run(job),
    devices: async (job: Job) => (await open()).devices(job),
    describe: async (job: Job) => (await open()).describe(job),
    sweeper: async (config: PlainConfig, sweep: Composition) =>
      (await import("#hpc")).openSweeper(config, sweep)?.plan(sweep),
    submission: async (config: PlainConfig, planned: PlannedSweep) =>
      (await import("./sweep/sweep.ts")).sweepSubmission(config, planned),
    launcher: async (config: PlainConfig, sweep: Composition) => {
      const launch = (await import("./sweep/sweep.ts")).sweepLaunch(config, sweep, { output, check });
      return (
        launch &&
        (async (planned: PlannedSweep) => {
          opened = undefined; // the points read their events themselves
          await launch(planned);
          launchedExitCode = exitCodeOf(stop);
        })
      );
    },
  };
}
