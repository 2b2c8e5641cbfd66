/**
 * @file The plain decoder: each latent becomes a token on its own; the globals come from theirs, or from the mean of the event.
 */
import { type Infer, schema } from "#config/schema";
import { Mlp, PackedRows, type Tensor, type VariableScope } from "#engine";
import { activationName, dropoutRate, widths } from "../config-parts.ts";
import type { ModelOptions } from "../model-options.ts";
import type { Decoder, DecoderOutput, DecoderSizes, Latents } from "./decoder.ts";
import { GlobalsHead, globalsHeadFields } from "./globals-head.ts";

export const mlpDecoderConfig = schema.strictObject({
  kind: schema.literal("mlp"),
  dec_hidden: widths,
  dropout: dropoutRate,
  activation: activationName,
  ...globalsHeadFields,
});

export class MlpDecoder implements Decoder {
  readonly net: Mlp;
  readonly globalsHead: GlobalsHead;

  constructor(
    config: Infer<typeof mlpDecoderConfig>,
    sizes: DecoderSizes,
    scope: VariableScope,
    options: ModelOptions,
  ) {
    const { dec_hidden, activation, dropout } = config;
    const layers = [sizes.latent, ...dec_hidden, sizes.features];
    this.net = new Mlp({ widths: layers, activation, dropout }, scope.at("net"));
    this.globalsHead = new GlobalsHead(config, sizes, scope.at("g_head"), options);
  }

  decode(latents: Latents, mask: Tensor, learning: boolean): DecoderOutput {
    const rows = new PackedRows(mask);
    const tokens = rows.unpack(this.net.apply(rows.pack(latents.particles), learning));
    return { tokens, ...this.globalsHead.apply(latents, latents.particles, mask, learning) };
  }
}
