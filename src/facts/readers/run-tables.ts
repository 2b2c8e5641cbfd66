/**
 * @file What the readers give back: one row a run, one row an epoch, in the order of discovery, and what was left out.
 * Columns are called as in the Python system's tables, so that a notebook written for those reads ours.
 */

import type { RunEvaluation } from "./run-evaluation.ts";

export interface RunTables {
  readonly runs: readonly RunRow[];
  readonly epochs: EpochTable;
  /** Folders that gave no row, and why. */
  readonly skipped: readonly SkippedRun[];
}

export type Scalar = string | number | boolean | null;

/** Null wherever a run does not say. Losses are of the validation, unless told. */
export interface RunRow {
  readonly run_dir: string;
  /** Of the folder. */
  readonly name: string;
  /** Who wrote it. */
  readonly system: "thesis-ml" | "python";
  /** How it ended; null for the Python system, which does not say. */
  readonly status: string | null;
  /** Whether the training reached its end. */
  readonly complete: boolean;
  readonly encoder: string | null;
  /** The bottleneck by its name in the configs: `none`, `linear`, `vq` … */
  readonly tokenizer: string | null;
  readonly decoder: string | null;
  readonly seed: number | null;
  readonly latent_dim: number | null;
  readonly codebook_size: number | null;
  /** What the loss of the globals counted in the total. */
  readonly globals_beta: number | null;
  readonly dataset_name: string | null;
  /** SHA-1 of the text of the config snapshot, line ends made LF. */
  readonly config_sha1: string | null;
  readonly git_commit: string | null;
  /** Epochs with a validation. */
  readonly epochs: number;
  readonly best_epoch: number | null;
  /** As the optimizer sums it up: comparable only between runs of equal weights. */
  readonly "loss.total_best": number | null;
  readonly "loss.total_final": number | null;
  /** Of the tokens, at the best epoch. */
  readonly "loss.recon_best": number | null;
  readonly "loss.commit_best": number | null;
  readonly "loss.codebook_best": number | null;
  /** Of the globals at the best epoch, not weighted. */
  readonly "loss.rec_globals_best": number | null;
  /** Tokens plus globals at the best epoch, each counted once, whatever the run's weights. */
  readonly "loss.unweighted_best": number | null;
  readonly total_time_s: number | null;
  readonly mean_epoch_time_s: number | null;
  readonly throughput_mean: number | null;
  readonly max_memory_mib_max: number | null;
  /** `perplex` … of the last validation. */
  readonly metrics_final: Readonly<Record<string, number>>;
  /** Of the best checkpoint on the test events; null where the run has no `evaluation.json`. */
  readonly evaluation: RunEvaluation | null;
  /** Everything a sweep may vary, by short names: `lr`, `batch_size`, `latent_space` … */
  readonly axes: Readonly<Record<string, Scalar>>;
  /** What the reader should know of how this row was read. */
  readonly notes: readonly string[];
}

export interface SkippedRun {
  readonly run_dir: string;
  readonly code: SkipCode;
  readonly reason: string;
}

export type SkipCode =
  | "missing"
  | "not-a-folder"
  | "not-a-run"
  | "incomplete"
  | "no-scalars"
  | "missing-columns"
  | "no-validation"
  | "unreadable";

/** The epochs of one run: every column of the run's number of epochs, NaN where there is no number. */
export interface RunEpochs {
  readonly length: number;
  /** `epoch`, `train_loss`, `val_loss`, `epoch_time_s`, `throughput`, `max_memory_mib`, `metric_*`, `train_metric_*`, `loss.*`. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Rows of all runs, one behind the other, sorted by epoch within a run. */
export class EpochTable {
  /** Row of the run in `runs`, for every epoch. */
  readonly run: Int32Array;
  readonly #columns: ReadonlyMap<string, Float64Array>;
  /** First row of every run, and the number of rows at the end. */
  readonly #starts: Int32Array;

  constructor(parts: readonly RunEpochs[]) {
    const starts = new Int32Array(parts.length + 1);
    for (const [i, { length }] of parts.entries()) starts[i + 1] = starts[i]! + length;
    const rows = starts[parts.length]!;
    const columns = new Map<string, Float64Array>();
    this.run = new Int32Array(rows);
    for (const [i, part] of parts.entries()) {
      this.run.fill(i, starts[i], starts[i + 1]);
      for (const [name, values] of part.columns) {
        let column = columns.get(name);
        if (column === undefined) {
          column = new Float64Array(rows).fill(Number.NaN);
          columns.set(name, column);
        }
        column.set(values, starts[i]);
      }
    }
    this.#columns = columns;
    this.#starts = starts;
  }

  get length(): number {
    return this.run.length;
  }

  get columnNames(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** All rows; NaN where a run has no such number. */
  column(name: string): Float64Array {
    return this.#columns.get(name) ?? new Float64Array(this.length).fill(Number.NaN);
  }

  /** The rows of one run, in the order of its epochs. A view, not a copy. */
  ofRun(run: number, name: string): Float64Array {
    const [start, end] = [this.#starts[run]!, this.#starts[run + 1]!];
    return this.#columns.get(name)?.subarray(start, end) ?? new Float64Array(end - start).fill(Number.NaN);
  }

  /** The table of some runs, in the order given. */
  ofRuns(runs: readonly number[]): EpochTable {
    return new EpochTable(
      runs.map((run) => ({
        length: this.#starts[run + 1]! - this.#starts[run]!,
        columns: new Map(this.columnNames.map((name) => [name, this.ofRun(run, name)])),
      })),
    );
  }
}
