/**
 * @file Vector quantizer by angle: latents and codes lie on the unit sphere, where the nearest code is the one with the
 * smallest angle (`latent_space=cosine_vq`). What the decoder sees has length one.
 * After Yu et al. 2021, arXiv:2110.04627, section 3.2.
 */
import { type Infer, schema } from "#config/schema";
import { axes, type Tensor, type VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Bottleneck, BottleneckOutput, StartOfCodebooks } from "./bottleneck.ts";
import { Codebook, codebookFields, perplexityOf } from "./codebook.ts";
import { gradientEstimatorName, gradientEstimators, unit } from "./gradient-estimator.ts";
import type { Vectors } from "./k-means.ts";

export const cosineVectorQuantizerConfig = schema.strictObject({
  kind: schema.literal("cosine_vq"),
  ...codebookFields,
  gradient_estimator: gradientEstimatorName,
});

export class CosineVectorQuantizer implements Bottleneck {
  readonly codes: number;
  readonly start: StartOfCodebooks | null;
  readonly #codebook: Codebook;
  readonly #estimate: (vectors: Tensor, quantized: Tensor) => Tensor;

  constructor(config: Infer<typeof cosineVectorQuantizerConfig>, scope: VariableScope, options: ModelOptions) {
    // averages of unit vectors are shorter than one: a code stands where its average points to
    this.#codebook = new Codebook(config, scope.at("quant"), options, unit);
    this.codes = this.#codebook.codes;
    this.start = this.#codebook.startsFromLatents
      ? (latents, ...rest) => this.#codebook.startFrom(onUnitSphere(latents), ...rest).numbers
      : null;
    this.#estimate = gradientEstimators[config.gradient_estimator];
  }

  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    const { batch, token, latent: width } = axes(latent, "batch token latent");
    const vectors = unit(latent.reshape([batch * token, width]));
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

/** What `unit` does, outside of a graph. */
function onUnitSphere({ width, data }: Vectors): Vectors {
  const unitData = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += width) {
    const vector = data.subarray(from, from + width);
    const length = Math.hypot(...vector) || 1;
    unitData.set(
      vector.map((x) => x / length),
      from,
    );
  }
  return { width, data: unitData };
}
