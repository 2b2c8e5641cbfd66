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
export { describeHost, type HostDescription, type RunMeta, type StoredRunMeta } from "./run-meta.ts";
export {
  type FactsWriter,
  type FactsWriterOptions,
  openFactsWriter,
  reopenFactsWriter,
} from "./writers/facts-writer.ts";
export type { RunOutcome, RunStatus } from "./writers/status-file.ts";
