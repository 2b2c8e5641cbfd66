/** @file The contract every bottleneck keeps, whatever it does inside. */
import type { BufferUpdate, Restart, Tensor, Variable } from "#engine";
import type { RandomStream } from "#utils/seed.ts";
import type { Vectors } from "./k-means.ts";

export interface Bottleneck {
  /** Number of codes of each codebook; null where latents stay numbers. */
  readonly codes: number | null;

  /**
   * @param latent `[batch, token, latent]`; anything may stand under the padding
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @param learning whether this is a learning step (codebooks move) or an evaluation
   */
  compress(latent: Tensor, mask: Tensor, learning: boolean): BottleneckOutput;

  /**
   * Where codebooks begin, before the first step; null or left out where they find that in the first step, or there are none.
   */
  readonly start?: StartOfCodebooks | null;

  /**
   * The way back from codes, for whoever was given nothing else; only where there are codes.
   *
   * @param indices as in `BottleneckOutput`, whole numbers of any type
   * @returns `[batch, token, latent]`, what the decoder saw when they were made
   */
  latentOf?(indices: Tensor): Tensor;
}

/**
 * @param latents of particles, as the encoder gives them before it has learned anything
 * @param particlesPerStep mean number of particles that a step sees
 * @returns numbers of variables
 */
export type StartOfCodebooks = (
  latents: Vectors,
  particlesPerStep: number,
  random: RandomStream,
) => Promise<ReadonlyMap<Variable, Float32Array>>;

export interface BottleneckOutput {
  /** `[batch, token, latent]`, what the decoder sees. */
  readonly latent: Tensor;
  /**
   * `[batch, token]`, index of the code of each token (of no meaning under the padding); `[batch, token, stage]` where
   * several codebooks make one latent; null without codes.
   */
  readonly indices: Tensor | null;
  /** Scalars by name that are added to the loss, weights included; empty for a bottleneck that costs nothing. */
  readonly losses: Readonly<Record<string, Tensor>>;
  /**
   * For monitoring, never differentiated: `perplexity` of the batch, `code_counts` `[code]`; with several codebooks
   * `code_counts.<stage>`. Without codes `bits_per_token` and `bits_per_event`, if the bottleneck
   * knows them.
   */
  readonly diagnostics: Readonly<Record<string, Tensor>>;
  /** What a learning step does to the buffers. */
  readonly updates: readonly BufferUpdate[];
  /** Codes that are parameters and start anew. */
  readonly restarts?: readonly Restart[];
}
