/**
 * @file What physicists look at in two particles: how far apart, how hard, how uneven, how heavy.
 * The four numbers of Qu et al. 2022, arXiv:2202.03772, eq. 3, computed inside the graph from the transformed features,
 * with two differences: pseudorapidity stands for rapidity, and objects count as massless in the mass of a pair.
 */
import type { TransformDescription } from "#data";
import { axes, type Tensor } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import type { ModelOptions } from "./model-options.ts";

export const PAIR_FEATURES = ["ln Δ", "ln kT/GeV", "ln z", "ln m²/GeV²"] as const;

/** Mean and deviation over pairs of simulated four-top events, rounded: they only bring the numbers to order one. */
const CENTRE = [0.7, 4.4, -1.2, 9.8];
const SPREAD = [0.5, 0.7, 0.4, 1.5];
/** Squared distance below which two objects are in the same place. */
const SAME_PLACE = 1e-4;
const LARGEST_ETA_DIFFERENCE = 10;
const LARGEST_LOG_RATIO = 20;

export class PairFeatures {
  readonly #mean: readonly number[];
  readonly #std: readonly number[];

  /**
   * @param wisher what asks for pairs, as the config calls it: `phase1.encoder`
   * @throws FixableError `architectures/no-pair-physics` where the transform does not keep log pT, η, sin φ and cos φ
   */
  constructor({ transform }: ModelOptions, wisher: string) {
    if (transform?.kind !== "physics") throw noPhysics(transform, wisher);
    this.#mean = transform.mean;
    this.#std = transform.std;
  }

  /**
   * The same in either order of a pair. φ counts by its chord, 2 (1 - cos Δφ), which is Δφ² for small angles and cannot jump.
   *
   * @param tokens `[batch, token, feature]`, as the physics transform makes them
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @returns `[batch, token, token, pair feature]` of order one, as in `PAIR_FEATURES`; finite under the padding
   */
  of(tokens: Tensor, mask: Tensor): Tensor {
    const { batch, token } = axes(tokens, "batch token feature");
    const clean = mask.greater(0.5).reshape([batch, token, 1]).where(tokens, 0);
    const feature = (i: number) =>
      clean
        .slice(2, i, i + 1)
        .mul(this.#std[i]!)
        .add(this.#mean[i]!);
    const pairOf = (i: number) => [feature(i), feature(i).reshape([batch, 1, token])] as const;
    const difference = ([a, b]: readonly [Tensor, Tensor]) => a.sub(b); // [batch, token, token]

    const [logPtA, logPtB] = pairOf(1);
    const eta = difference(pairOf(2)).maximum(-LARGEST_ETA_DIFFERENCE).minimum(LARGEST_ETA_DIFFERENCE);
    const chord = difference(pairOf(3))
      .square()
      .add(difference(pairOf(4)).square());
    const logDistance = eta.square().add(chord).add(SAME_PLACE).log().mul(0.5);
    const ratio = logPtA.sub(logPtB).abs().minimum(LARGEST_LOG_RATIO);
    // 2 (cosh Δη - cos Δφ) without the difference of large numbers: (2 sinh Δη/2)² + chord
    const growth = eta.mul(0.5).exp();
    const opening = growth.sub(growth.reciprocal()).square().add(chord).add(SAME_PLACE);
    const features = [
      logDistance,
      logPtA.minimum(logPtB).add(logDistance),
      ratio.exp().add(1).log().neg(), // smaller pT over the sum of both
      logPtA.add(logPtB).add(opening.log()),
    ].map((x, i) => x.sub(CENTRE[i]!).div(SPREAD[i]!).reshape([batch, token, token, 1]));
    return features[0]!.concat(features.slice(1), 3);
  }
}

function noPhysics(transform: TransformDescription | undefined, wisher: string): FixableError {
  return new FixableError({
    code: "architectures/no-pair-physics",
    problem:
      `${wisher} asks for distances and masses of pairs, which need the features of the physics transform; ` +
      `there is ${transform ? `the transform "${transform.kind}"` : "no description of the features"}`,
    fix: [`${wisher}.pair_features=false`, ...(transform ? ["compat=none"] : [])],
  });
}
