/** @file The epochs of a group of runs → one curve with its spread over the seeds. */
import type { RunTables } from "#facts";
import type { Series } from "#figures";
import type { RunGroup } from "../run-groups.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";

export type Along = "epoch" | "time";

/**
 * Mean and standard deviation at each epoch, over the runs that have it; one run has no band. Epochs count from 1, as on the
 * console of a training.
 *
 * @param along `time`: seconds of training up to the end of the epoch, as a mean over the runs
 */
export function meanCurve({ epochs }: RunTables, { runs }: RunGroup, column: string, along: Along): Series {
  const places = new Map<number, number>(); // of every epoch among those of all runs
  const numbers = runs.map((run) => epochs.ofRun(run, "epoch"));
  for (const epoch of sortedEpochs(numbers)) places.set(epoch, places.size);
  const all = [...places.keys()];
  const gathered = (lists: readonly Float64Array[]): number[][] => {
    const at = all.map((): number[] => []);
    for (const [i, list] of lists.entries()) {
      for (let j = 0; j < list.length; j++) at[places.get(numbers[i]![j]!)!]!.push(list[j]!);
    }
    return at;
  };
  const spreads = gathered(runs.map((run) => epochs.ofRun(run, column))).map(spreadOf);
  const times = () => gathered(runs.map((run) => cumulative(epochs.ofRun(run, "epoch_time_s")))).map(spreadOf);
  const x = along === "epoch" ? all.map((epoch) => epoch + 1) : times().map((spread) => spread?.mean ?? Number.NaN);
  const y = spreads.map((spread) => spread?.mean ?? Number.NaN);
  if (!spreads.some((spread) => spread !== null && spread.n > 1)) return { x, y, marker: "none" };
  return { x, y, low: spreads.map(lowEnd), high: spreads.map(highEnd), marker: "none" };
}

function sortedEpochs(numbers: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(numbers.flatMap((one) => [...one]))).sort();
}

function cumulative(seconds: Float64Array): Float64Array {
  let sum = 0;
  return seconds.map((value) => (sum += value));
}
