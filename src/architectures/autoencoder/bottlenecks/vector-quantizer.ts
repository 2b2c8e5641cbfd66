/**
 * @file Vector quantizer: each latent vector is replaced by its nearest entry in a learned codebook (`latent_space=vq`).
 * After van den Oord et al. 2017, arXiv:1711.00937.
 */
import { type Infer, schema } from "#config/schema";
import { axes, type Tensor, type VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Bottleneck, BottleneckOutput, StartOfCodebooks } from "./bottleneck.ts";
import { Codebook, codebookFields, perplexityOf } from "./codebook.ts";
import { gradientEstimatorName, gradientEstimators } from "./gradient-estimator.ts";

export const vectorQuantizerConfig = schema.strictObject({
  kind: schema.literal("vq"),
  ...codebookFields,
  gradient_estimator: gradientEstimatorName,
});

/** What every quantizer of one codebook is told. */
type Config = Omit<Infer<typeof vectorQuantizerConfig>, "kind">;

export class VectorQuantizer implements Bottleneck {
  readonly codes: number;
  readonly start: StartOfCodebooks | null;
  readonly #codebook: Codebook;
  readonly #place: (vectors: Tensor) => Tensor;
  readonly #estimate: (vectors: Tensor, quantized: Tensor) => Tensor;

  /** @param place where latents and codes stand, given `[vector, latent]`: the identity, or a projection onto a surface */
  constructor(config: Config, scope: VariableScope, options: ModelOptions, place = (vectors: Tensor) => vectors) {
    this.#codebook = new Codebook(config, scope.at("quant"), options, place);
    this.#place = place;
    this.codes = this.#codebook.codes;
    this.start = this.#codebook.startsFromLatents
      ? async (...from) => (await this.#codebook.startFrom(...from)).numbers
      : null;
    this.#estimate = gradientEstimators[config.gradient_estimator];
  }

  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    const { batch, token, latent: width } = axes(latent, "batch token latent");
    const vectors = this.#place(latent.reshape([batch * token, width]));
    const { quantized, indices, losses, counts, ...changes } = this.#codebook.lookUp(vectors, mask, learning);
    return {
      latent: this.#estimate(vectors, quantized).reshape(latent.shape),
      indices: indices.reshape([batch, token]),
      losses,
      diagnostics: { perplexity: perplexityOf(counts), code_counts: counts },
      ...changes,
    };
  }

  latentOf(indices: Tensor): Tensor {
    return this.#codebook.codesAt(indices);
  }
}
