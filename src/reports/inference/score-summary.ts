/** @file The scores of many events → the numbers that stand for them, called as in the Python system's summaries. */
import { auroc, type Discrimination, discriminate, type EventErrors, orderable } from "#evaluation";
import { countInBins, logEdges } from "#figures";
import { quantile } from "#utils/quantile.ts";

export interface ScoreSummary {
  readonly mse: Moments;
  readonly mae: Moments;
  /** Null for a model that does not give the globals back. */
  readonly globals_mse: Moments | null;
  /** How well `mse` tells the corrupted events from the true ones; null for the true ones themselves. */
  readonly against: Discrimination | null;
  /** The area under the ROC curve of the other scores. */
  readonly others: { readonly mae: number; readonly globals_mse: number | null } | null;
  /** Of `mse`; the bins of all events of a run, true and corrupted, are the same. */
  readonly histogram: Histogram;
}

export interface Moments {
  readonly mean: number;
  /** Of the events there are (n), as NumPy's default. */
  readonly std: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Histogram {
  /** `[bin + 1]`, equally far apart in the logarithm. */
  readonly edges: readonly number[];
  /** `[bin]` */
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
  readonly not_finite: number;
}

export const BASELINE = "baseline";
const BINS = 50;

/** @param byName the scores of the true events under `baseline`, first, then those of each corruption */
export function summariesOf(byName: ReadonlyMap<string, EventErrors>): ReadonlyMap<string, ScoreSummary> {
  const truth = byName.get(BASELINE)!;
  const edges = edgesOf([...byName.values()].map(({ mse }) => mse));
  return new Map(
    Array.from(byName, ([name, scores]) => {
      const { counts, below, above, notFinite } = countInBins(scores.mse, edges);
      const areaOf = (broken: Float32Array | null, whole: Float32Array | null) =>
        broken && whole && auroc(orderable(broken), orderable(whole));
      const isTruth = name === BASELINE;
      return [
        name,
        {
          mse: momentsOf(scores.mse),
          mae: momentsOf(scores.mae),
          globals_mse: scores.globals_mse && momentsOf(scores.globals_mse),
          against: isTruth ? null : discriminate(scores.mse, truth.mse),
          others: isTruth
            ? null
            : { mae: areaOf(scores.mae, truth.mae)!, globals_mse: areaOf(scores.globals_mse, truth.globals_mse) },
          histogram: { edges, counts: Array.from(counts), below, above, not_finite: notFinite },
        },
      ];
    }),
  );
}

/** Of the scores of all events; percentiles between two events are interpolated. @param scores `[event]` */
export function momentsOf(scores: Float32Array): Moments {
  const mean = meanOf(scores);
  const sorted = scores.toSorted();
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(sorted, share));
  return { mean, std: Math.sqrt(variance), p50: p50!, p95: p95!, p99: p99! };
}

/** The keys of a run's entry in `summary.json`. */
export function flattened({ mse, mae, globals_mse, against, others, histogram }: ScoreSummary) {
  const named = (score: string, moments: Moments | null) =>
    Object.entries(moments ?? {}).map(([name, value]) => [`${score}_${name}`, value] as const);
  return {
    ...Object.fromEntries([...named("mse", mse), ...named("mae", mae), ...named("globals_mse", globals_mse)]),
    auroc: against?.auroc ?? null,
    ...(against && {
      auroc_interval: against.auroc_interval,
      background_rejection: against.background_rejection,
      max_significance_improvement: against.max_significance_improvement,
    }),
    ...(others && { auroc_mae: others.mae, auroc_globals_mse: others.globals_mse }),
    histogram,
  };
}

const meanOf = (scores: Float32Array): number => scores.reduce((sum, score) => sum + score, 0) / scores.length;

/** From the smallest positive score to the largest finite one; events without an error fall below. */
function edgesOf(all: readonly Float32Array[]): number[] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const scores of all) {
    for (const score of scores) {
      if (!(score > 0 && score < Number.POSITIVE_INFINITY)) continue;
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  return high > low ? logEdges(low, high, BINS) : logEdges(0.5 * (high || 1), 2 * (high || 1), BINS);
}
