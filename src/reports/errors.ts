/**
 * @file Which error runs are compared by. Totals hold each run's own weights, so they are taken only where nothing else
 * was written, and then the axis says so.
 */
import type { RunRow, RunTables } from "#facts";

export interface ErrorMeasure {
  /** Column of the epochs. */
  readonly column: string;
  readonly label: string;
  /** At the best epoch. */
  readonly best: (row: RunRow) => number | null;
  /** For figures that must warn. */
  readonly notes: readonly string[];
}

const TOKENS: ErrorMeasure = {
  column: "loss.rec_tokens",
  label: "Validation MSE of tokens",
  best: (row) => row["loss.recon_best"],
  notes: [],
};

const TOTAL: ErrorMeasure = {
  column: "val_loss",
  label: "Validation loss (total)",
  best: (row) => row["loss.total_best"],
  notes: ["Not all runs wrote the error of their tokens: totals hold each run's own weights."],
};

/** The error of the tokens, which no weight touches, if all runs wrote it. */
export function errorMeasure({ runs }: Pick<RunTables, "runs">): ErrorMeasure {
  return runs.every((row) => row["loss.recon_best"] !== null) ? TOKENS : TOTAL;
}
