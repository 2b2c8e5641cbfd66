/**
 * @file Variational bottleneck: every latent is a normal distribution, held close to the standard one
 * (`latent_space=variational`). Kingma and Welling 2013, arXiv:1312.6114; β as in Higgins et al. 2017.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Linear, Tensor, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottleneck.ts";

export const variationalBottleneckConfig = schema.strictObject({
  kind: schema.literal("variational"),
  latent_dim: schema.int().positive(),
  /** Weight of the divergence in the loss. */
  beta: schema.number().min(0),
});

/** Logarithms of variances stay within ± this, so that no exponential overflows. */
const LARGEST_LOG_VARIANCE = 12;

export class VariationalBottleneck implements Bottleneck {
  readonly codes = null;
  readonly #mean: Linear;
  readonly #logVariance: Linear;
  readonly #beta: number;
  readonly #stream: string;

  constructor({ latent_dim, beta }: Infer<typeof variationalBottleneckConfig>, scope: VariableScope) {
    this.#mean = new Linear(latent_dim, latent_dim, scope.at("mean"));
    this.#logVariance = new Linear(latent_dim, latent_dim, scope.at("log_variance"));
    this.#beta = beta;
    this.#stream = scope.nameOf("noise");
  }

  /**
   * A learning step draws from the distribution, an evaluation takes its mean. `losses.kl`: β times the divergence of a
   * particle from the standard normal (sum over latent components, mean over particles); `bits_per_token` is the same
   * in bits without β: what a particle costs to send, with bits back; `bits_per_event` what an event does.
   */
  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput {
    const { batch } = axes(latent, "batch token latent");
    const mean = this.#mean.apply(latent);
    const logVariance = this.#logVariance.apply(latent).maximum(-LARGEST_LOG_VARIANCE).minimum(LARGEST_LOG_VARIANCE);
    const ofEach = mean.square().add(logVariance.exp()).sub(1).sub(logVariance).mul(0.5).sum([2]); // eq. 10
    const ofBatch = mask.greater(0.5).where(ofEach, 0).sum();
    const divergence = ofBatch.div(mask.sum().maximum(1));
    const noise = () => Tensor.leaf(mean, { kind: "normal", name: this.#stream });
    return {
      latent: learning ? mean.add(logVariance.mul(0.5).exp().mul(noise())) : mean,
      indices: null,
      losses: { kl: divergence.mul(this.#beta) },
      diagnostics: { bits_per_token: divergence.div(Math.LN2), bits_per_event: ofBatch.div(batch * Math.LN2) },
      updates: [],
    };
  }
}
