/**
 * @file A codebook that follows the gradient, as in van den Oord et al. 2017, arXiv:1711.00937, eq. 3: the gradient reaches
 * the codes that are chosen, and a code that nobody chooses starts anew from the data, its optimizer's memory with it.
 */
import { axes, type BufferUpdate, filled, type Restart, type Tensor, type Variable, type VariableScope } from "#engine";
import { randomLatents } from "./random-latents.ts";

export class GradientCodebook {
  readonly #codebook: Variable;
  /** `[code]`, moving number of particles per step that chose each. */
  readonly #usage: Variable;
  readonly #decay: number;
  readonly #threshold: number;
  readonly #stream: string;

  /**
   * @param codebook `[code, latent]`, a parameter
   * @param decay share of the old usage that stays, per step
   * @param threshold a code used less than this share of the average use starts anew
   */
  constructor(
    codebook: Variable,
    { decay, threshold }: { readonly decay: number; readonly threshold: number },
    scope: VariableScope,
  ) {
    this.#codebook = codebook;
    this.#decay = decay;
    this.#threshold = threshold;
    // as if each code had been chosen once: a codebook that comes from elsewhere is not thrown away in the first step
    this.#usage = scope.optionalBuffer("usage", codebook.shape.slice(0, 1), filled(1));
    this.#stream = scope.nameOf("revival");
  }

  /**
   * @param vectors `[vector, latent]`, before quantization
   * @param mask `[batch, token]`, 1 for a particle; batch · token vectors
   * @param counts `[code]`, how many particles chose each
   */
  revive(
    vectors: Tensor,
    mask: Tensor,
    counts: Tensor,
  ): { readonly updates: readonly BufferUpdate[]; readonly restarts: readonly Restart[] } {
    const { code } = axes(counts, "code");
    const usage = this.#usage.value.mul(this.#decay).add(counts.mul(1 - this.#decay));
    const isDead = usage.less(usage.sum().mul(this.#threshold / code));
    const value = randomLatents(vectors, mask, code, this.#stream);
    return {
      updates: [{ buffer: this.#usage, value: isDead.where(1, usage) }],
      restarts: [{ parameter: this.#codebook, where: isDead.reshape([code, 1]), value }],
    };
  }
}
