/** @file The door of hpc: the plan of a sweep, and the launchers that take its points to where they run. */
export { freezing } from "./frozen-point.ts";
export type { JobMessage, LauncherMessage, StoppingSignal } from "./job-message.ts";
export {
  type FailedPoint,
  type Launcher,
  type LauncherKind,
  type LaunchRequest,
  LocalLauncher,
  launchers,
  openLauncher,
  reopenLauncher,
} from "./launchers/index.ts";
export {
  MANIFEST_FILE,
  type ManifestPoint,
  manifestOf,
  parsePointArgument,
  pointOf,
  readManifest,
  runFolderOf,
  type SweepManifest,
  writeManifest,
} from "./manifest.ts";
export { type PointState, PRUNED, reportPoint } from "./point-state.ts";
export { isToBePruned } from "./search/judge.ts";
export { Proposer, reopenProposer, type SearchingApplication, searchOf } from "./search/proposer.ts";
export { bestTrialOf } from "./search/results.ts";
export { isLearning } from "./search/rules.ts";
export { assertHasMetric, recordResults, sayResults } from "./search/search-results.ts";
export { TrialQueue, wantAgain } from "./search/trial-queue.ts";
export { lockSweep } from "./sweep-lock.ts";
export { countByState, lastLines, type PointStatus, SLOW, sweepStatus, troubledWorkers } from "./sweep-status.ts";
export { openSweeper, type Sweeper, type SweeperKind, sweepers } from "./sweepers/index.ts";
