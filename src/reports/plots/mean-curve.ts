/** @file The epochs of a group of runs → one curve with its spread over the seeds. */
import type { RunTables } from "#facts";
import type { Series } from "#figures";
import type { RunGroup } from "../run-groups.ts";

export type Along = "epoch" | "time";

/**
 * Mean and standard deviation at each epoch, over the runs that have it; one run has no band. Epochs count from 1, as on the
 * console of a training.
 *
 * @param along `time`: seconds of training up to the end of the epoch, as a mean over the runs
 */
export function meanCurve({ epochs }: RunTables, { runs }: RunGroup, column: string, along: Along): Series {
  const numbers = runs.map((run) => epochs.ofRun(run, "epoch"));
  const all = sortedEpochs(numbers);
  const places = new Map(Array.from(all, (epoch, place) => [epoch, place]));
  const momentsOf = (listOf: (run: number) => Float64Array) => {
    const moments = new Moments(all.length);
    for (const [i, run] of runs.entries()) moments.add(listOf(run), numbers[i]!, places);
    return moments;
  };
  const values = momentsOf((run) => epochs.ofRun(run, column));
  const x =
    along === "epoch"
      ? all.map((epoch) => epoch + 1)
      : momentsOf((run) => cumulative(epochs.ofRun(run, "epoch_time_s"))).mean;
  if (!values.hasSpread) return { x, y: values.mean, marker: "none" };
  return { x, y: values.mean, low: values.ends(-1), high: values.ends(1), marker: "none" };
}

/**
 * Means and standard deviations at many places at once, in one pass after Welford 1962: a page draws hundreds of curves anew with
 * every letter that is typed.
 */
class Moments {
  /** NaN where there is no number. */
  readonly mean: Float64Array;
  readonly #count: Float64Array;
  readonly #squares: Float64Array;

  constructor(length: number) {
    this.mean = new Float64Array(length).fill(Number.NaN);
    this.#count = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  /** What is not finite is left out. @param epochs of each value */
  add(values: Float64Array, epochs: Float64Array, places: ReadonlyMap<number, number>): void {
    for (let i = 0; i < values.length; i++) {
      const [value, at] = [values[i]!, places.get(epochs[i]!)!];
      if (!Number.isFinite(value)) continue;
      const count = ++this.#count[at]!;
      const before = count === 1 ? 0 : this.mean[at]!;
      const mean = before + (value - before) / count;
      if (count > 1) this.#squares[at]! += (value - before) * (value - mean);
      this.mean[at] = mean;
    }
  }

  get hasSpread(): boolean {
    return this.#count.some((count) => count > 1);
  }

  /** A standard deviation of the sample below (-1) or above (1) the means; a single number has none. */
  ends(sign: 1 | -1): Float64Array {
    return this.mean.map((mean, at) => {
      const count = this.#count[at]!;
      return count > 1 ? mean + sign * Math.sqrt(this.#squares[at]! / (count - 1)) : mean;
    });
  }
}

function sortedEpochs(numbers: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(numbers.flatMap((one) => [...one]))).sort();
}

function cumulative(seconds: Float64Array): Float64Array {
  let sum = 0;
  return seconds.map((value) => (sum += value));
}
