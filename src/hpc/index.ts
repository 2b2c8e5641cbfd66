/** @file The door of hpc: the plan of a sweep, and the launchers that take its points to where they run. */
export type { JobMessage, StopMessage } from "./job-message.ts";
export {
  type FailedPoint,
  type Launcher,
  type LauncherKind,
  type LaunchRequest,
  launchers,
  openLauncher,
  reopenLauncher,
} from "./launchers/index.ts";
export {
  addPoint,
  type FrozenPoint,
  MANIFEST_FILE,
  type ManifestPoint,
  parsePointArgument,
  pointOf,
  readManifest,
  runFolderOf,
  type SweepManifest,
  writeManifest,
} from "./manifest.ts";
export { noteExit, type PointReport, type PointState, PRUNED, reportPoint } from "./point-state.ts";
export { isToBePruned } from "./search/judge.ts";
export { type BestTrial, bestTrialOf, RESULTS_FILE, writeResults } from "./search/results.ts";
export type { SearchRules } from "./search/rules.ts";
export { newPoint, type Search } from "./search/search.ts";
export type { Trial } from "./search/trial.ts";
export { readTrials } from "./search/trials.ts";
export { lockSweep } from "./sweep-lock.ts";
export { countByState, type PointStatus, SLOW, sweepStatus } from "./sweep-status.ts";
export { openSweeper, type Sweeper, type SweeperKind, sweepers } from "./sweepers/index.ts";
