/**
 * @file A codebook that follows its latents: each code is the moving average of the vectors it was chosen for
 * (van den Oord et al. 2017, arXiv:1711.00937, appendix A.1), and a code that nobody chooses starts anew from the data
 * (Dhariwal et al. 2020, arXiv:2005.00341, section 3.1, random restarts).
 */
import { axes, type BufferUpdate, type Tensor, type Variable, type VariableScope } from "#engine";
import { randomLatents } from "./random-latents.ts";

/** Keeps empty codes from dividing by zero (Laplace smoothing). */
const EPSILON = 1e-5;

export interface MovingAverages {
  /** Share of the old average that stays, per step: γ. */
  readonly decay: number;
  /** `[code]`, moving number of vectors per step: N in eq. 6. */
  readonly count: Variable;
  /** `[code, latent]`, moving sum of vectors per step: m in eq. 7. */
  readonly weight: Variable;
  /** A code used less than this share of the average use is replaced by a latent of the batch; null leaves it be. */
  readonly revival: number | null;
}

export class MovingCodebook {
  readonly #codebook: Variable;
  readonly #averages: MovingAverages;
  readonly #stream: string;

  constructor(codebook: Variable, averages: MovingAverages, scope: VariableScope) {
    this.#codebook = codebook;
    this.#averages = averages;
    this.#stream = scope.nameOf("revival");
  }

  /**
   * @param vectors `[vector, latent]`, before quantization
   * @param mask `[batch, token]`, 1 for a particle; batch · token vectors
   * @param chosen for each code the particles that chose it: `counts` `[code]`, and their vectors' `sums` `[code, latent]`
   */
  follow(
    vectors: Tensor,
    mask: Tensor,
    { counts, sums }: { readonly counts: Tensor; readonly sums: Tensor },
  ): BufferUpdate[] {
    const { count, weight, decay, revival } = this.#averages;
    const { code } = axes(counts, "code");
    const newCount = count.value.mul(decay).add(counts.mul(1 - decay));
    const newWeight = weight.value.mul(decay).add(sums.mul(1 - decay));
    const total = newCount.sum();
    const smooth = newCount
      .add(EPSILON)
      .div(total.add(code * EPSILON))
      .mul(total)
      .maximum(EPSILON ** 2); // 0 only while no particle has been seen at all
    const newCodes = newWeight.div(smooth.reshape([code, 1]));
    if (revival === null) {
      return [
        { buffer: count, value: newCount },
        { buffer: weight, value: newWeight },
        { buffer: this.#codebook, value: newCodes },
      ];
    }
    const isDead = newCount.less(total.mul(revival / code));
    const fresh = randomLatents(vectors, mask, code, this.#stream);
    return [
      { buffer: count, value: isDead.where(1, newCount) },
      { buffer: weight, value: isDead.reshape([code, 1]).where(fresh, newWeight) },
      { buffer: this.#codebook, value: isDead.reshape([code, 1]).where(fresh, newCodes) },
    ];
  }
}
