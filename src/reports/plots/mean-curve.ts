/** @file The epochs of a group of runs → one curve with its spread over the seeds. */
import type { RunTables } from "#facts";
import type { Series } from "#figures";
import type { RunGroup } from "../run-groups.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";

export type Along = "epoch" | "time";

/**
 * Mean and standard deviation at each epoch, over the runs that have it; one run has no band.
 *
 * @param along `time`: seconds of training up to the end of the epoch, as a mean over the runs
 */
export function meanCurve({ epochs }: RunTables, { runs }: RunGroup, column: string, along: Along): Series {
  const numbers = runs.map((run) => epochs.ofRun(run, "epoch"));
  const values = runs.map((run) => epochs.ofRun(run, column));
  const times = runs.map((run) => cumulative(epochs.ofRun(run, "epoch_time_s")));
  const all = [...new Set(numbers.flatMap((one) => [...one]))].sort((a, b) => a - b);
  const at = (lists: readonly Float64Array[], epoch: number) =>
    lists.map((list, i) => list[numbers[i]!.indexOf(epoch)]);
  const spreads = all.map((epoch) => spreadOf(at(values, epoch)));
  const x = along === "epoch" ? all : all.map((epoch) => spreadOf(at(times, epoch))?.mean ?? Number.NaN);
  const y = spreads.map((spread) => spread?.mean ?? Number.NaN);
  if (!spreads.some((spread) => spread !== null && spread.n > 1)) return { x, y, marker: "none" };
  return { x, y, low: spreads.map(lowEnd), high: spreads.map(highEnd), marker: "none" };
}

function cumulative(seconds: Float64Array): Float64Array {
  let sum = 0;
  return seconds.map((value) => (sum += value));
}
