/** @file The epochs of a run → the one row that stands for it. */
import type { RunRow } from "./run-tables.ts";
import type { ScalarsTable } from "./scalars-table.ts";

/** `rec_tokens` … of the validation; the place in the list is the epoch. */
export type TermHistories = ReadonlyMap<string, Float64Array>;

export type Summary = Pick<
  RunRow,
  | "epochs"
  | "best_epoch"
  | (`loss.${string}` & keyof RunRow)
  | "total_time_s"
  | "mean_epoch_time_s"
  | "throughput_mean"
  | "max_memory_mib_max"
  | "metrics_final"
>;

/**
 * The best epoch is the first of the lowest validation loss: of this the run keeps its checkpoint. NaN is never best.
 *
 * @param terms of the validation loss by epoch, not weighted
 * @param totalTime seconds, as the run says; the sum of its epochs otherwise
 */
export function summaryOf(
  { length, columns, metrics }: ScalarsTable,
  terms: TermHistories,
  totalTime: number | null,
): Summary {
  const [epochs, losses, times] = ["epoch", "val_loss", "epoch_time_s"].map((name) => columns.get(name)!);
  const best = lowest(losses!);
  const bestEpoch = best === null ? null : epochs![best]!;
  const atBest = (name: string) => numberOrNull(bestEpoch === null ? undefined : terms.get(name)?.[bestEpoch]);
  const [recon, globals] = [atBest("rec_tokens"), atBest("rec_globals")];
  return {
    epochs: length,
    best_epoch: bestEpoch,
    "loss.total_best": best === null ? null : losses![best]!,
    "loss.total_final": numberOrNull(losses![length - 1]),
    "loss.recon_best": recon,
    "loss.commit_best": atBest("commit"),
    "loss.codebook_best": atBest("codebook"),
    "loss.rec_globals_best": globals,
    "loss.unweighted_best": recon === null || globals === null ? null : recon + globals,
    total_time_s: totalTime ?? sumOf(times),
    mean_epoch_time_s: meanOf(times),
    throughput_mean: meanOf(columns.get("throughput")),
    max_memory_mib_max: largestOf(columns.get("max_memory_mib")),
    metrics_final: Object.fromEntries(
      metrics
        .map((name) => [name, columns.get(`metric_${name}`)![length - 1]!] as const)
        .filter(([, value]) => !Number.isNaN(value)),
    ),
  };
}

/** Place of the first lowest value; null when all are NaN. */
function lowest(values: Float64Array): number | null {
  let best: number | null = null;
  for (const [i, value] of values.entries()) {
    if (!Number.isNaN(value) && (best === null || value < values[best]!)) best = i;
  }
  return best;
}

/** Sum and number of the values that are numbers. */
function totalOf(values: Float64Array | undefined): { readonly sum: number; readonly count: number } {
  let [sum, count] = [0, 0];
  for (let i = 0; i < (values?.length ?? 0); i++) {
    if (Number.isNaN(values![i])) continue;
    sum += values![i]!;
    count++;
  }
  return { sum, count };
}

function sumOf(values: Float64Array | undefined): number | null {
  const { sum, count } = totalOf(values);
  return count === 0 ? null : sum;
}

function meanOf(values: Float64Array | undefined): number | null {
  const { sum, count } = totalOf(values);
  return count === 0 ? null : sum / count;
}

function largestOf(values: Float64Array | undefined): number | null {
  let largest: number | null = null;
  for (let i = 0; i < (values?.length ?? 0); i++) {
    if (values![i]! > (largest ?? Number.NEGATIVE_INFINITY)) largest = values![i]!;
  }
  return largest;
}

const numberOrNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
