/**
 * @file How far a particle's energy and momentum are from belonging together (`phase1.loss.mass_weight`). A mass is what little
 * E has over p: an error of half a percent in each leaves nothing of it, however small both are to a loss of their own.
 */
import type { TransformDescription } from "#data";
import type { Tensor } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import type { ModelOptions } from "../model-options.ts";

/** Deviation of ln E/p over the objects of simulated four-top events, rounded: it only brings the error to order one. */
const SPREAD = 0.006;

export class MassError {
  readonly #mean: readonly number[];
  readonly #std: readonly number[];

  /** @throws FixableError `architectures/no-mass` where the transform does not keep log E, log pT and η */
  constructor({ transform }: Partial<ModelOptions>) {
    if (transform?.kind !== "physics") throw noMass(transform);
    this.#mean = transform.mean;
    this.#std = transform.std;
  }

  /**
   * @param truth, guess `[batch, token, feature]`, as the physics transform makes them
   * @returns `[batch, token, 1]`, squared difference of ln E/p, in deviations
   */
  between(truth: Tensor, guess: Tensor): Tensor {
    return this.#energyOverMomentum(guess).sub(this.#energyOverMomentum(truth)).div(SPREAD).square();
  }

  /** ln E/p: about half of (m/p)². */
  #energyOverMomentum(tokens: Tensor): Tensor {
    const feature = (i: number) =>
      tokens
        .slice(2, i, i + 1)
        .mul(this.#std[i]!)
        .add(this.#mean[i]!);
    const [logE, logPt, eta] = [feature(0), feature(1), feature(2).abs()];
    const logCosh = eta.add(eta.mul(-2).exp().add(1).log()).sub(Math.LN2);
    return logE.sub(logPt).sub(logCosh);
  }
}

function noMass(transform: TransformDescription | undefined): FixableError {
  return new FixableError({
    code: "architectures/no-mass",
    problem:
      "phase1.loss.mass_weight weighs an error of masses, which needs the features of the physics transform; " +
      `there is ${transform ? `the transform "${transform.kind}"` : "no description of the features"}`,
    where: "phase1.loss.mass_weight",
    fix: ["phase1.loss.mass_weight=0", ...(transform ? ["compat=none"] : [])],
  });
}
