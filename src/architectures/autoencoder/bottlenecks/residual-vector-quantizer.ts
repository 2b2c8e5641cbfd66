/**
 * @file Residual vector quantizer: the first codebook takes the latent, each further one what is left of it
 * (`latent_space=residual_vq`). Depth d and K codes make K^d different tokens for the memory of d · K.
 * Zeghidour et al. 2021, arXiv:2107.03312, algorithm 1.
 */
import { type Infer, schema } from "#config/schema";
import { axes, type Tensor, type Variable, type VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Bottleneck, BottleneckOutput, StartOfCodebooks } from "./bottleneck.ts";
import { Codebook, codebookFields, type LookUp, perplexityOf } from "./codebook.ts";
import { gradientEstimatorName, gradientEstimators } from "./gradient-estimator.ts";

export const residualVectorQuantizerConfig = schema.strictObject({
  kind: schema.literal("residual_vq"),
  ...codebookFields,
  /** Number of codebooks. */
  depth: schema.int().positive(),
  gradient_estimator: gradientEstimatorName,
});

export class ResidualVectorQuantizer implements Bottleneck {
  readonly codes: number;
  readonly start: StartOfCodebooks | null;
  readonly #stages: readonly Codebook[];
  readonly #estimate: (vectors: Tensor, quantized: Tensor) => Tensor;

  constructor(config: Infer<typeof residualVectorQuantizerConfig>, scope: VariableScope, options: ModelOptions) {
    this.#stages = Array.from(
      { length: config.depth },
      (_, stage) => new Codebook(config, scope.at("stages").at(stage), options),
    );
    this.codes = config.codebook_size;
    const startsFromLatents = this.#stages.some((codebook) => codebook.startsFromLatents);
    this.start = startsFromLatents ? (...from) => this.#startFrom(...from) : null;
    this.#estimate = gradientEstimators[config.gradient_estimator];
  }

  /** The losses are sums over the stages; `perplexity` counts the codes of all stages together. */
  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    const { batch, token, latent: width } = axes(latent, "batch token latent");
    const vectors = latent.reshape([batch * token, width]);
    const stages: LookUp[] = [];
    let rest = vectors;
    for (const codebook of this.#stages) {
      const found = codebook.lookUp(rest, mask, learning);
      stages.push(found);
      // the gradient of a later stage's commitment goes to the latent, none to the codes before it
      rest = rest.sub(found.quantized.stopGradient());
    }
    const sum = (terms: readonly Tensor[]) => terms.reduce((total, term) => total.add(term));
    const together = (terms: readonly Tensor[], axis: number) => terms[0]!.concat(terms.slice(1), axis);
    const byGradient = stages.flatMap(({ losses }) => losses.codebook ?? []);
    const counts = stages.map((stage) => stage.counts);
    return {
      latent: this.#estimate(vectors, sum(stages.map(({ quantized }) => quantized))).reshape(latent.shape),
      indices: together(
        stages.map(({ indices }) => indices.reshape([batch, token, 1])),
        2,
      ),
      losses: {
        commit: sum(stages.map(({ losses }) => losses.commit)),
        ...(byGradient.length > 0 && { codebook: sum(byGradient) }),
      },
      diagnostics: {
        perplexity: perplexityOf(together(counts, 0)),
        ...Object.fromEntries(counts.map((values, stage) => [`code_counts.${stage}`, values])),
      },
      updates: stages.flatMap(({ updates }) => updates),
      restarts: stages.flatMap(({ restarts }) => restarts),
    };
  }

  /** Stage by stage: each from what the ones before it left over. */
  readonly #startFrom: StartOfCodebooks = async ({ width, data }, ...rest) => {
    const numbers: [Variable, Float32Array][] = [];
    let left = data;
    for (const codebook of this.#stages) {
      const found = await codebook.startFrom({ width, data: left }, ...rest);
      const { centres, nearest } = found.clusters;
      numbers.push(...found.numbers);
      left = left.map((x, i) => x - centres[nearest[Math.floor(i / width)]! * width + (i % width)]!);
    }
    return new Map(numbers);
  };

  latentOf(indices: Tensor): Tensor {
    const { batch, token } = axes(indices, "batch token stage");
    return this.#stages
      .map((codebook, stage) => codebook.codesAt(indices.slice(2, stage, stage + 1).reshape([batch, token])))
      .reduce((sum, codes) => sum.add(codes));
  }
}
