/** @file The contract every decoder keeps. */
import type { Tensor } from "#engine";

export interface Decoder {
  /**
   * @param latents what came through the bottleneck
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @param learning whether this is a learning step (dropout draws) or an evaluation
   */
  decode(latents: Latents, mask: Tensor, learning: boolean): DecoderOutput;
}

export interface Latents {
  /** `[batch, token, latent]` */
  readonly particles: Tensor;
  /** `[batch, latent]`, where the globals have a latent of their own. */
  readonly globals?: Tensor;
}

export interface DecoderOutput {
  /** `[batch, token, feature]` */
  readonly tokens: Tensor;
  /** `[batch, global]`; null without a globals head. */
  readonly globals: Tensor | null;
  /** What the error of the globals counts in the loss, as against that of the tokens. */
  readonly globalsWeight: number;
}

/** What a decoder has to know of its surroundings. */
export interface DecoderSizes {
  readonly latent: number;
  readonly features: number;
  readonly globals: number;
  /** Whether the globals have a latent of their own. */
  readonly hasGlobalsToken: boolean;
}
