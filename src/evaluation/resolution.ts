/** @file How well a quantity comes back: where the residuals lie, how wide their core is, how many are far away. */
import { quantile } from "#utils/quantile.ts";

export interface Resolution {
  /** Number of pairs; those that are not finite on either side are left out. */
  readonly n: number;
  /** Median of the residuals. */
  readonly bias: number;
  /** Half the distance between the 16 % and the 84 % quantile: one standard deviation of a Gaussian core. */
  readonly core: number;
  /** Share of residuals farther from the median than three cores; 0.0027 for a Gaussian. */
  readonly tails: number;
}

export type Residual = (truth: number, reconstruction: number) => number;

/** In the unit of the quantity. */
export const difference: Residual = (truth, reconstruction) => reconstruction - truth;
/** A share of the truth; not finite, and so left out, where the truth is zero. */
export const relative: Residual = (truth, reconstruction) => (reconstruction - truth) / truth;
/** Of angles in radians: in [-π, π). */
export const angular: Residual = (truth, reconstruction) => {
  const turn = 2 * Math.PI;
  const wrapped = (reconstruction - truth + Math.PI) % turn;
  return (wrapped < 0 ? wrapped + turn : wrapped) - Math.PI;
};

/** @returns null where there is no pair of finite numbers */
export function resolutionOf(
  truth: ArrayLike<number>,
  reconstruction: ArrayLike<number>,
  residual: Residual,
  isTaken: (index: number) => boolean = () => true,
): Resolution | null {
  const residuals: number[] = [];
  for (let i = 0; i < truth.length; i++) {
    const value = isTaken(i) ? residual(truth[i]!, reconstruction[i]!) : Number.NaN;
    if (Number.isFinite(value)) residuals.push(value);
  }
  if (residuals.length === 0) return null;
  const sorted = Float64Array.from(residuals).sort();
  const bias = quantile(sorted, 0.5);
  const core = (quantile(sorted, 0.84) - quantile(sorted, 0.16)) / 2;
  const far = sorted.filter((value) => Math.abs(value - bias) > 3 * core).length;
  return { n: sorted.length, bias, core, tails: far / sorted.length };
}
