/** @file The contract every encoder keeps. */
import type { Tensor } from "#engine";
import type { EventTensors } from "../event-tensors.ts";

export interface Encoder {
  /**
   * @param learning whether this is a learning step (dropout draws) or an evaluation
   * @returns `[batch, token, latent]`; what stands under the padding is of no consequence, nobody looks
   */
  encode(events: EventTensors, learning: boolean): Tensor;
}

/** What an encoder has to know of its surroundings. */
export interface EncoderSizes {
  readonly features: number;
  readonly types: number;
  readonly latent: number;
}
