/** @file The columns of the table of runs: what tells the runs apart, then what came of them. */
import type { RunRow, Scalar } from "#facts";
import { axisValue } from "../../run-groups.ts";
import type { PageData } from "../page-data.ts";

export interface Column {
  readonly id: string;
  readonly label: string;
  /** With its unit, for the tooltip of its head. */
  readonly title: string;
  readonly pick: (row: RunRow) => Scalar;
  /** Results are averaged over seeds; what a run was told is the same for all of them. */
  readonly kind: "name" | "setting" | "seed" | "result";
}

const RESULTS: readonly (readonly [id: keyof RunRow & string, label: string, title: string])[] = [
  ["loss.recon_best", "MSE tokens", "validation MSE of the tokens at the best epoch"],
  ["loss.rec_globals_best", "MSE globals", "validation MSE of the globals at the best epoch, not weighted"],
  ["loss.unweighted_best", "MSE sum", "tokens plus globals at the best epoch, each counted once"],
  ["loss.total_best", "best loss", "total validation loss at the best epoch, with the run's own weights"],
  ["loss.total_final", "last loss", "total validation loss of the last epoch"],
  ["best_epoch", "best epoch", "from 0"],
  ["epochs", "epochs", "with a validation"],
  ["total_time_s", "time [s]", "of all epochs, in seconds"],
  ["throughput_mean", "events/s", "of the training, mean over the epochs"],
  ["max_memory_mib_max", "memory [MiB]", "largest of all epochs"],
];

/** Only those that any run has a value for. */
export function columnsOf({ runs, varied }: PageData): Column[] {
  const name: Column = {
    id: "run",
    label: "run",
    title: "folder of the run",
    pick: (row) => row.name,
    kind: "name",
  };
  const seed: Column = { id: "seed", label: "seed", title: "", pick: (row) => row.seed, kind: "seed" };
  const settings = varied.map(
    ([axis]): Column => ({
      id: axis,
      label: axis.replaceAll("_", " "),
      title: "varies between the runs",
      pick: axis === "dataset" ? (row) => row.dataset_name : (row) => axisValue(row, axis),
      kind: "setting",
    }),
  );
  const tokenizer = settings.some(({ id }) => id === "tokenizer") ? [] : [ownColumn("tokenizer", "tokenizer", "")];
  const results = RESULTS.map(([id, label, title]) => ({ ...ownColumn(id, label, title), kind: "result" as const }));
  const metrics = [...new Set(runs.flatMap(({ metrics_final }) => Object.keys(metrics_final)))].map(
    (metric): Column => ({
      id: metric,
      label: metric.replaceAll("_", " "),
      title: "metric of the last validation",
      pick: ({ metrics_final }) => metrics_final[metric] ?? null,
      kind: "result",
    }),
  );
  const status = new Set(runs.map((row) => row.status)).size > 1 ? [ownColumn("status", "status", "how it ended")] : [];
  const all = [name, ...tokenizer, ...settings, seed, ...status, ...results, ...metrics];
  return all.filter(({ pick }) => runs.some((row) => pick(row) !== null));
}

function ownColumn(id: keyof RunRow & string, label: string, title: string): Column {
  return { id, label, title, pick: (row) => row[id] as Scalar, kind: "setting" };
}
