/**
 * @file The decoder by message passing: tokens are put together from the latents of their event, and what they say to each
 * other (`decoder=gnn`). Edges know nothing of their own: what a pair looks like is what is to be found.
 */
import { type Infer, schema } from "#config/schema";
import { Linear, type Tensor, type VariableScope } from "#engine";
import { MessagePassing, messagePassingFields } from "../message-passing.ts";
import type { ModelOptions } from "../model-options.ts";
import type { Decoder, DecoderOutput, DecoderSizes, Latents } from "./decoder.ts";
import { GlobalsHead, globalsHeadFields } from "./globals-head.ts";

export const gnnDecoderConfig = schema.strictObject({
  kind: schema.literal("gnn"),
  ...messagePassingFields,
  ...globalsHeadFields,
});

export class GnnDecoder implements Decoder {
  readonly #input: Linear;
  readonly #messages: MessagePassing;
  readonly #output: Linear;
  readonly #globalsHead: GlobalsHead;

  constructor(
    config: Infer<typeof gnnDecoderConfig>,
    sizes: DecoderSizes,
    scope: VariableScope,
    options: ModelOptions,
  ) {
    this.#input = new Linear(sizes.latent, config.width, scope.at("input"));
    this.#messages = new MessagePassing(config, 0, scope);
    this.#output = new Linear(config.width, sizes.features, scope.at("output"));
    this.#globalsHead = new GlobalsHead(config, sizes, scope.at("g_head"), options, config.width);
  }

  decode(latents: Latents, mask: Tensor, learning: boolean): DecoderOutput {
    const vectors = this.#messages.apply(this.#input.apply(latents.particles), mask, learning);
    return { tokens: this.#output.apply(vectors), ...this.#globalsHead.apply(latents, vectors, mask, learning) };
  }
}
