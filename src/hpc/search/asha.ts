/**
 * @file Asynchronous successive halving: a trial is judged after few epochs, and what is not among the best does not get
 * more. Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht and Talwalkar 2020, "A system for massively parallel hyperparameter
 * tuning" (MLSys, arXiv:1810.05934), Algorithm 2, in the form in which a trial that is not promoted ends instead of waiting.
 */

export interface AshaRules {
  /** r: epochs that every trial gets. */
  readonly min_epochs: number;
  /** η: one in so many goes on from a rung to the next, which is so many times higher. */
  readonly reduction_factor: number;
}

/** Epochs after which a trial is judged, r·ηᵏ, rising; a trial that has come to its end is not. */
export function rungsOf({ min_epochs, reduction_factor }: AshaRules, epochs: number): readonly number[] {
  const rungs: number[] = [];
  for (let rung = min_epochs; rung < epochs; rung *= reduction_factor) rungs.push(rung);
  return rungs;
}

/**
 * Whether a trial is among the best ⌊n/η⌋ of the n that have come to its rung so far, itself included; the best one always
 * is. Equals count as better than none.
 *
 * @param loss lower is better; NaN is worse than any number
 * @param others losses of the other trials at the same rung
 */
export function goesOn(loss: number, others: readonly number[], { reduction_factor }: AshaRules): boolean {
  const isBetter = (other: number) => !Number.isNaN(other) && (Number.isNaN(loss) || other < loss);
  const places = Math.max(1, Math.floor((others.length + 1) / reduction_factor));
  return others.filter(isBetter).length < places;
}
