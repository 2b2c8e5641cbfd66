/** @file The door of facts: what was true of a run, on disk, for ever. */
export type {
  CommonFields,
  EpochEndFact,
  ErrorDescription,
  ExceptionFact,
  Fact,
  FactMeta,
  Histories,
  History,
  Moment,
  NumbersByName,
  StartFact,
  TestEndFact,
  TrainEndFact,
  ValidationEndFact,
} from "./fact.ts";
export { FACTS_SCHEMA_VERSION } from "./fact.ts";
export { type DiscoveredRuns, discoverRuns, type RunInputs } from "./readers/discover-runs.ts";
export { type LoadOptions, loadRuns } from "./readers/load-runs.ts";
export { nearestPath } from "./readers/nearest-path.ts";
export { newestRuns, newestSweeps } from "./readers/newest-outputs.ts";
export { readFacts } from "./readers/read-facts.ts";
export { readRunMeta } from "./readers/read-meta.ts";
export { type RunCourse, readCourse } from "./readers/run-course.ts";
export type { RunEvaluation } from "./readers/run-evaluation.ts";
export {
  EpochTable,
  type RunRow,
  type RunTables,
  type Scalar,
  type SkipCode,
  type SkippedRun,
} from "./readers/run-tables.ts";
export { openSnapshot, type Snapshot } from "./readers/snapshot.ts";
export { readValidationHistory } from "./readers/validation-history.ts";
export { GONE, isRunAlive, runStatusAt } from "./run-life.ts";
export { describeHost, type HostDescription, type RunMeta, type StoredRunMeta } from "./run-meta.ts";
export {
  type FactsWriter,
  type FactsWriterOptions,
  openFactsWriter,
  reopenFactsWriter,
} from "./writers/facts-writer.ts";
export type { RunOutcome, RunStatus } from "./writers/status-file.ts";
