/** @file Values → bins: edges with round widths, counts, quantiles. */
import { quantile } from "#utils/quantile.ts";
import { isDrawable } from "./domain.ts";
import type { Numbers } from "./figure.ts";
import { decimal, niceStep } from "./ticks.ts";

/** Counts of one histogram, with what fell outside or was no number. */
export interface Counts {
  /** `[bin]` */
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  readonly notFinite: number;
  /** Everything finite, inside or not. */
  readonly total: number;
}

/** Drawable values (`domain.ts`: finite and of a sensible size) in ascending order. */
export function sortedDrawable(values: Numbers): Float64Array {
  const kept = new Float64Array(values.length);
  let length = 0;
  for (let i = 0; i < values.length; i++) if (isDrawable(values[i]!)) kept[length++] = values[i]!;
  return kept.subarray(0, length).sort();
}

/** `bins + 1` equal steps from `low` to `high`, both included exactly. */
export function evenEdges(low: number, high: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + ((high - low) * i) / bins));
}

/** At most `bins` bins of a round width (1, 2 or 5 times a power of ten) that cover `[low, high]`. */
export function roundEdges(low: number, high: number, bins: number): number[] {
  if (!(high > low)) {
    const half = low === 0 ? 0.5 : Math.abs(low) / 2;
    return evenEdges(low - half, low + half, bins);
  }
  const [mantissa, exponent] = niceStep((high - low) / bins);
  const step = decimal(mantissa, exponent);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => decimal((first + i) * mantissa, exponent));
}

/** `bins + 1` edges with equal ratios. @param low positive */
export function logEdges(low: number, high: number, bins: number): number[] {
  return evenEdges(Math.log(low), Math.log(high), bins).map((value, i) =>
    i === 0 ? low : i === bins ? high : Math.exp(value),
  );
}

/** From where to where all but the outermost values lie: 1 in 800 below, 1 in 200 above. Null without any value. */
export function rangeOf(values: Numbers): { readonly low: number; readonly high: number } | null {
  const sorted = sortedDrawable(values);
  return sorted.length === 0 ? null : { low: quantile(sorted, 1 / 800), high: quantile(sorted, 199 / 200) };
}

/** A value on an inner edge counts to the right; on the last edge, to the last bin. @param edges ascending */
export function countInBins(values: Numbers, edges: Numbers): Counts {
  const counts = new Float64Array(edges.length - 1);
  let [below, above, notFinite] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(values[i]!, edges);
    if (Number.isNaN(bin)) notFinite++;
    else if (bin < 0) below++;
    else if (bin === counts.length) above++;
    else counts[bin]!++;
  }
  return { counts, below, above, notFinite, total: values.length - notFinite };
}

/** Index of the bin of a value; -1 below, the number of bins above, NaN for what is not finite. */
export function binOf(value: number, edges: Numbers): number {
  const bins = edges.length - 1;
  if (!Number.isFinite(value)) return Number.NaN;
  if (value < edges[0]!) return -1;
  if (value > edges[bins]!) return bins;
  let [low, high] = [0, bins];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]!) low = middle;
    else high = middle;
  }
  return low;
}
