/**
 * @file Vector quantizer by angle: latents and codes lie on the unit sphere, where the nearest code is the one with the
 * smallest angle (`latent_space=cosine_vq`). What the decoder sees has length one.
 * After Yu et al. 2021, arXiv:2110.04627, section 3.2.
 */
import { type Infer, schema } from "#config/schema";
import type { Tensor, VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Bottleneck, BottleneckOutput, StartOfCodebooks } from "./bottleneck.ts";
import { codebookFields } from "./codebook.ts";
import { gradientEstimatorName, unit } from "./gradient-estimator.ts";
import type { Vectors } from "./k-means.ts";
import { VectorQuantizer } from "./vector-quantizer.ts";

export const cosineVectorQuantizerConfig = schema.strictObject({
  kind: schema.literal("cosine_vq"),
  ...codebookFields,
  gradient_estimator: gradientEstimatorName,
});

export class CosineVectorQuantizer implements Bottleneck {
  readonly codes: number;
  readonly start: StartOfCodebooks | null;
  readonly #quantizer: VectorQuantizer;

  constructor(config: Infer<typeof cosineVectorQuantizerConfig>, scope: VariableScope, options: ModelOptions) {
    // averages of unit vectors are shorter than one: a code stands where its average points to
    this.#quantizer = new VectorQuantizer(config, scope, options, unit);
    const { codes, start } = this.#quantizer;
    this.codes = codes;
    this.start = start && ((latents, ...rest) => start(onUnitSphere(latents), ...rest));
  }

  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    return this.#quantizer.compress(latent, mask, learning);
  }

  latentOf(indices: Tensor): Tensor {
    return this.#quantizer.latentOf(indices);
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
