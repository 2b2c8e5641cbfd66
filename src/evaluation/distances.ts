/** @file How far apart two distributions are, whatever became of each event. */
import { quantile } from "#utils/quantile.ts";

/**
 * Earth mover's distance between two samples of the same size, in units of the truth's standard deviation
 * (Kantorovich's W₁ in one dimension: the mean distance of sorted values).
 *
 * @returns null where there are no finite pairs or the truth does not vary
 */
export function wasserstein(truth: ArrayLike<number>, reconstruction: ArrayLike<number>): number | null {
  const [a, b] = finitePairs(truth, reconstruction);
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  const deviation = Math.sqrt(a.reduce((sum, value) => sum + (value - mean) ** 2, 0) / a.length);
  if (!(deviation > 0)) return null;
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length / deviation;
}

const BINS = 50;

/**
 * Divergence of Kullback and Leibler of the truth from the reconstruction, in nats, over bins that hold equal shares of the
 * truth. Each bin has half an entry more on both sides, so that an empty one costs much and not everything; two samples of
 * one distribution come to about the number of bins over that of entries.
 *
 * @returns null where there are no finite pairs or the truth does not vary
 */
export function quantiledKl(
  truth: ArrayLike<number>,
  reconstruction: ArrayLike<number>,
  bins: number = BINS,
): number | null {
  const [a, b] = finitePairs(truth, reconstruction);
  if (a.length === 0 || a[0] === a.at(-1)) return null;
  const inner = Array.from({ length: bins - 1 }, (_, i) => quantile(a, (i + 1) / bins));
  const edges = [...new Set(inner)]; // values that occur often take several quantiles
  const [p, q] = [sharesOf(a, edges), sharesOf(b, edges)];
  return p.reduce((sum, share, bin) => sum + share * Math.log(share / q[bin]!), 0);
}

/** @param sorted ascending @param edges between the bins, ascending; a value on an edge is in the bin above */
function sharesOf(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0.5);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && value >= edges[bin]!) bin++;
    counts[bin]!++;
  }
  const total = sorted.length + 0.5 * counts.length;
  return counts.map((count) => count / total);
}

/** Both sides of the pairs that are finite on both, each ascending. */
function finitePairs(truth: ArrayLike<number>, reconstruction: ArrayLike<number>): [Float64Array, Float64Array] {
  const [a, b] = [new Float64Array(truth.length), new Float64Array(truth.length)];
  let count = 0;
  for (let i = 0; i < truth.length; i++) {
    if (!Number.isFinite(truth[i]) || !Number.isFinite(reconstruction[i])) continue;
    a[count] = truth[i]!;
    b[count++] = reconstruction[i]!;
  }
  return [a.subarray(0, count).sort(), b.subarray(0, count).sort()];
}
