/**
 * @file A codebook that follows its latents: each code is the moving average of the vectors it was chosen for
 * (van den Oord et al. 2017, arXiv:1711.00937, appendix A.1), and a code that nobody chooses starts anew from the data
 * (Dhariwal et al. 2020, arXiv:2005.00341, section 3.1, random restarts).
 */
import { axes, type BufferUpdate, Tensor, type Variable, type VariableScope } from "#engine";

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
    const fresh = this.#draw(vectors, mask, code);
    return [
      { buffer: count, value: isDead.where(1, newCount) },
      { buffer: weight, value: isDead.reshape([code, 1]).where(fresh, newWeight) },
      { buffer: this.#codebook, value: isDead.reshape([code, 1]).where(fresh, newCodes) },
    ];
  }

  /**
   * A latent for each code: that of a random particle of the batch, each as likely as the others.
   *
   * @returns `[code, latent]`
   */
  #draw(vectors: Tensor, mask: Tensor, code: number): Tensor {
    const { batch, token } = axes(mask, "batch token");
    const chance = Tensor.leaf({ dtype: "float32", shape: [code] }, { kind: "uniform", name: this.#stream });
    const upToToken = mask.cumsum(1); // [batch, token], particles of the event so far
    const ofEvent = upToToken.slice(1, token - 1, token).reshape([1, batch]);
    const upToEvent = ofEvent.cumsum(1); // particles of the batch so far
    const particles = mask.sum();
    // rounded to single precision, a number below 1 may be 1
    const rank = chance.mul(particles).to("int32").toFloat().minimum(particles.sub(1)).reshape([code, 1]);
    const countBelow = (sums: Tensor, rank: Tensor, last: number) =>
      rank.add(1).greater(sums).toFloat().sum([1]).minimum(last).to("int32");
    const event = countBelow(upToEvent, rank, batch - 1); // [code]
    const before = upToEvent.sub(ofEvent).reshape([batch]).gather(event).reshape([code, 1]);
    const position = countBelow(upToToken.gather(event), rank.sub(before), token - 1);
    return vectors.gather(event.toFloat().mul(token).add(position.toFloat()).to("int32"));
  }
}
