/**
 * @file The decoder by attention: tokens are put together from all latents of their event (`decoder=transformer`).
 */
import { type Infer, schema } from "#config/schema";
import { Linear, type Tensor, type VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import { TransformerStack, transformerFields } from "../transformer-stack.ts";
import type { Decoder, DecoderOutput, DecoderSizes, Latents } from "./decoder.ts";
import { GlobalsHead, globalsHeadFields } from "./globals-head.ts";

export const transformerDecoderConfig = schema.strictObject({
  kind: schema.literal("transformer"),
  ...transformerFields,
  ...globalsHeadFields,
});

export class TransformerDecoder implements Decoder {
  readonly #input: Linear;
  readonly #stack: TransformerStack;
  readonly #output: Linear;
  readonly #globalsHead: GlobalsHead;

  /** @throws FixableError `engine/shape` where the width is not a multiple of the number of heads */
  constructor(
    config: Infer<typeof transformerDecoderConfig>,
    sizes: DecoderSizes,
    scope: VariableScope,
    options: ModelOptions,
  ) {
    this.#input = new Linear(sizes.latent, config.width, scope.at("input"));
    this.#stack = new TransformerStack(config, scope);
    this.#output = new Linear(config.width, sizes.features, scope.at("output"));
    this.#globalsHead = new GlobalsHead(config, sizes, scope.at("g_head"), options, config.width);
  }

  decode(latents: Latents, mask: Tensor, learning: boolean): DecoderOutput {
    const vectors = this.#stack.apply(this.#input.apply(latents.particles), mask, learning);
    return { tokens: this.#output.apply(vectors), ...this.#globalsHead.apply(latents, vectors, mask, learning) };
  }
}
