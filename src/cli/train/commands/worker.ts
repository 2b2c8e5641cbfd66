/**
 * @file `thesis-train worker=EXP/manifest.json#0`: one of the processes that run a search on a cluster. It takes a trial,
 * runs it, and takes the next one, until there are none.
 */
import { join } from "node:path";
import { LocalLauncher, MANIFEST_FILE, parsePointArgument, readManifest, reopenLauncher, reopenProposer } from "#hpc";
import { trainApplication } from "../application.ts";
import { exitCodeOf } from "../stop-signal.ts";
import { launchPoints } from "../sweep/launch-points.ts";
import type { RunCommand } from "./command.ts";

/**
 * A trial that fails is a result, and the worker has done what it was asked to.
 *
 * @returns the exit code; where it was told to stop, what makes the batch system start it again
 * @throws FixableError `hpc/bad-point`, `hpc/no-sweep`, `hpc/other-configs`
 */
export const workerCommand: RunCommand = async ({ value, output, stop }) => {
  const { sweepFolder: folder } = parsePointArgument(value);
  const manifest = readManifest(folder);
  const launcher = reopenLauncher(manifest.launcher, join(folder, MANIFEST_FILE));
  const rules = launcher.jobRules;
  const application = trainApplication(output, stop);
  let opened: ReturnType<typeof reopenProposer> | undefined;
  const proposer = () => (opened ??= reopenProposer(folder, manifest, { launcher, application }));
  // what is wrong with the configs is said before a trial is run
  if (manifest.points.length < (manifest.search?.n_trials ?? 0)) await proposer();
  const { stoppedBy } = await launchPoints({
    ...{ folder, manifest, output, points: [], total: manifest.search?.n_trials ?? manifest.points.length },
    launcher: new LocalLauncher({ kind: "local", n_jobs: 1, retries: rules?.retries ?? 0 }),
    proposer,
    stopAfterSeconds: rules?.stopAfterSeconds,
  });
  return stoppedBy === "SIGTERM" && rules ? rules.requeueExitCode : exitCodeOf(stop);
};
