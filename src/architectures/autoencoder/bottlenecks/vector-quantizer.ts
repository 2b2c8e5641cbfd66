/**
 * @file Vector quantizer: each latent vector is replaced by its nearest entry in a learned codebook.
 * After van den Oord et al. 2017, arXiv:1711.00937; moving averages as in its appendix A.1.
 */
import { type Infer, schema } from "#config/schema";
import { axes, filled, type Initialiser, normal, type Tensor, type Variable, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOptions, BottleneckOutput } from "./bottleneck.ts";
import { type MovingAverages, MovingCodebook } from "./moving-codebook.ts";

export const vectorQuantizerConfig = schema.strictObject({
  kind: schema.literal("vq"),
  latent_dim: schema.int().positive(),
  codebook_size: schema.int().min(2),
  /** Weight of the commitment loss, β in eq. 3. */
  beta: schema.number().min(0),
  /** Whether codes follow the mean of their latents (true) or the gradient (false). */
  ema: schema.boolean(),
  ema_decay: schema.number().gt(0).lt(1),
  /** A code used less than this share of the average use starts anew from a latent of the batch; 0 leaves it dead. */
  dead_code_threshold: schema.number().min(0).lt(1).default(0.25),
});

export class VectorQuantizer implements Bottleneck {
  readonly codes: number;
  /** `[code, latent]` */
  readonly codebook: Variable;
  readonly #moving: MovingCodebook | null;
  readonly #commitmentWeight: number;

  constructor(config: Infer<typeof vectorQuantizerConfig>, scope: VariableScope, { compat }: BottleneckOptions) {
    const { codebook_size, latent_dim, beta, ema, ema_decay, dead_code_threshold } = config;
    const quant = scope.at("quant");
    this.codes = codebook_size;
    this.#commitmentWeight = beta;
    if (ema) {
      this.codebook = quant.buffer("codebook", [codebook_size, latent_dim], normal(1));
      this.#moving = new MovingCodebook(
        this.codebook,
        averagesOf(this.codebook, quant, { decay: ema_decay, threshold: dead_code_threshold, compat }),
        quant,
      );
    } else {
      this.codebook = quant.parameter("codebook", [codebook_size, latent_dim], normal(1));
      this.#moving = null;
    }
  }

  /** `losses` are the last two terms of eq. 3, means over particles and latent components. */
  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    const { batch, token, latent: width } = axes(latent, "batch token latent");
    const vectors = latent.reshape([batch * token, width]);
    const real = mask.reshape([batch * token, 1]);
    const particles = mask.sum().maximum(1);
    const codes = this.codebook.value;

    const indices = nearest(vectors.stopGradient(), codes.stopGradient());
    const quantized = codes.gather(indices);
    const gap = (from: Tensor, to: Tensor) => from.sub(to).square().mul(real).sum().div(particles.mul(width));
    const commit = gap(vectors, quantized.stopGradient()).mul(this.#commitmentWeight);

    const counts = mask.reshape([batch * token]).scatterAdd(indices, this.codes); // [code]
    const usage = counts.div(particles);
    const entropy = usage.mul(usage.add(1e-10).log()).sum().neg();

    return {
      // straight-through: forward the code, backward as if it were the latent itself
      latent: vectors.add(quantized.sub(vectors).stopGradient()).reshape(latent.shape),
      indices: indices.reshape([batch, token]),
      losses: this.#moving ? { commit } : { commit, codebook: gap(quantized, vectors.stopGradient()) },
      diagnostics: { perplexity: entropy.exp(), code_counts: counts },
      updates: learning && this.#moving ? this.#moving.follow(vectors.stopGradient(), indices, mask, counts) : [],
    };
  }
}

/** Index of the nearest code for each vector: |z - c|² without |z|², which is the same for every code. */
function nearest(vectors: Tensor, codes: Tensor): Tensor {
  const squares = codes.square().sum([1]); // [code]
  // one matrix product: the factor -2 is on the codebook, which is smaller than the distances
  return vectors.gemm(codes.mul(-2), false, true, squares).argMin();
}

/**
 * Where the averages start: empty, so that the first batch fills every code with data. Without revival they start as if
 * each code had been seen once; the Python system starts from unrelated random numbers, and loses its codes by it.
 */
function averagesOf(
  codebook: Variable,
  scope: VariableScope,
  { decay, threshold, compat }: { decay: number; threshold: number; compat: BottleneckOptions["compat"] },
): MovingAverages {
  const revival = compat === "reference" || threshold === 0 ? null : threshold;
  const same: Initialiser = (values) => values.set(codebook.initial);
  const [count, weight] =
    compat === "reference" ? [filled(0), normal(1)] : revival === null ? [filled(1), same] : [filled(0), filled(0)];
  return {
    decay,
    revival,
    count: scope.buffer("ema_count", codebook.shape.slice(0, 1), count),
    weight: scope.buffer("ema_weight", codebook.shape, weight),
  };
}
