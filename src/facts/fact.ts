/**
 * @file Every kind of fact: one JSON object a line in `facts/events.jsonl`. Fields of the reference's facts keep their
 * names and places, so its readers read these; what we add stands beside them. Epochs count from 0.
 */

export const FACTS_SCHEMA_VERSION = 1;

export type Fact = StartFact | ValidationEndFact | EpochEndFact | TrainEndFact | TestEndFact | ExceptionFact;
export type Moment = Fact["moment"];

/** Numbers by name. NaN and the infinities are written as the texts "NaN", "Infinity" and "-Infinity". */
export type NumbersByName = Readonly<Record<string, number>>;

/** What every fact has; null where it has no meaning at this moment. */
export interface CommonFields {
  readonly schema_version: typeof FACTS_SCHEMA_VERSION;
  /** The run folder, absolute, as it was when the run wrote this. */
  readonly run_dir: string;
  readonly epoch: number | null;
  /** Steps within the epoch. */
  readonly step: number | null;
  readonly split: "train" | "val" | "test" | null;
  /** What the optimizer saw, as a mean over the events of the split. */
  readonly train_loss: number | null;
  readonly val_loss: number | null;
  /** Of the split. */
  readonly metrics: NumbersByName;
  /** Training and validation together. */
  readonly epoch_time_s: number | null;
  readonly total_time_s: number | null;
  /** Training events per second of `epoch_time_s`. */
  readonly throughput: number | null;
  readonly meta: FactMeta;
}

export interface FactMeta {
  /** ISO 8601 in UTC, in the form old Pythons parse too: `2026-11-22T18:47:15.204+00:00`. */
  readonly timestamp: string;
  /** One a run, the same in every fact of it. */
  readonly run_id: string;
  readonly git_commit: string | null;
  readonly hostname: string;
  readonly cuda_info: { readonly available: boolean };
  readonly seed: number;
}

/** Before the first step, and again when a run is resumed. */
export interface StartFact extends CommonFields {
  readonly moment: "on_start";
  readonly epochs: number;
  readonly steps_per_epoch: number;
  readonly train_events: number;
  readonly parameters: number;
  /** By part of the model; missing in older runs. */
  readonly parameters_by_part?: NumbersByName;
  readonly resumed: boolean;
}

/** Small: what it says stands in the epoch's fact in full. The reference writes none. */
export interface ValidationEndFact extends Pick<CommonFields, "schema_version" | "split" | "val_loss"> {
  readonly moment: "on_validation_end";
  readonly epoch: number;
  readonly meta: Pick<FactMeta, "timestamp" | "run_id">;
}

/** `metrics` are those of the validation, as in the reference. */
export interface EpochEndFact extends CommonFields {
  readonly moment: "on_epoch_end";
  readonly epoch: number;
  /** Every term of the loss by name, `total` included. */
  readonly losses: { readonly train: NumbersByName; readonly val: NumbersByName };
  readonly train_metrics: NumbersByName;
  /** Whether its validation loss was the lowest so far, so that `best_val.pt` was written. */
  readonly is_best: boolean;
  /** The most memory this process has held so far. */
  readonly max_memory_mib: number;
}

/** The only fact with histories. Last losses and metrics as in the last epoch. */
export interface TrainEndFact extends CommonFields, Readonly<Record<HistoryField, History>> {
  readonly moment: "on_train_end";
  readonly best: { readonly epoch: number; readonly val_loss: number } | null;
}

/** After `on_train_end`; `metrics.test_loss` is the total. */
export interface TestEndFact extends CommonFields {
  readonly moment: "on_test_end";
  readonly losses: { readonly test: NumbersByName };
  readonly test_time_s: number;
}

export interface ExceptionFact extends CommonFields {
  readonly moment: "on_exception";
  readonly error: ErrorDescription;
}

export interface ErrorDescription {
  /** `folder/what` of an error its reader can fix; the system's code, or null, of any other. */
  readonly code: string | null;
  readonly name: string;
  readonly message: string;
  /** Only of errors that are bugs. */
  readonly stack: string | null;
}

/** One number an epoch, the epoch being the place in the list; null where an epoch lacks it. */
export type History = readonly (number | null)[];

/**
 * By the reference's names: `train_loss`, `val_loss`, `epoch_time_s`, `throughput`, and of the validation every loss term
 * (`rec_tokens`, `rec_globals`, `codebook`, `commit` …) and metric (`perplex` …) under its own name.
 */
export type Histories = Readonly<Record<string, History>>;

/** Where the reference's readers look for them. */
export type HistoryField = `history_${string}`;
