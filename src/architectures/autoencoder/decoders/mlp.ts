/**
 * @file The plain decoder: each latent becomes a token on its own; the globals come from the mean latent of the event.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Mlp, type Tensor, type VariableScope } from "#engine";
import { activationName, dropoutRate, widths } from "../config-parts.ts";
import type { Decoder, DecoderOutput, DecoderSizes } from "./decoder.ts";

export const mlpDecoderConfig = schema.strictObject({
  kind: schema.literal("mlp"),
  dec_hidden: widths,
  dropout: dropoutRate,
  activation: activationName,
  globals_head: schema.boolean(),
  globals_hidden: widths,
  globals_beta: schema.number().min(0),
});

export class MlpDecoder implements Decoder {
  readonly net: Mlp;
  readonly globalsHead: Mlp | null;
  readonly globalsWeight: number;

  constructor(config: Infer<typeof mlpDecoderConfig>, sizes: DecoderSizes, scope: VariableScope) {
    const { dec_hidden, activation, dropout, globals_head, globals_hidden, globals_beta } = config;
    const layers = [sizes.latent, ...dec_hidden, sizes.features];
    this.net = new Mlp({ widths: layers, activation, dropout }, scope.at("net"));
    const head = [sizes.latent, ...globals_hidden, sizes.globals];
    this.globalsHead = globals_head ? new Mlp({ widths: head, activation }, scope.at("g_head")) : null;
    this.globalsWeight = globals_beta;
  }

  decode(latent: Tensor, mask: Tensor, learning: boolean): DecoderOutput {
    const { batch, token } = axes(latent, "batch token latent");
    const particles = mask.sum([1], true).maximum(1); // [batch, 1]
    const mean = latent
      .mul(mask.reshape([batch, token, 1]))
      .sum([1])
      .div(particles);
    return {
      tokens: this.net.apply(latent, learning),
      globals: this.globalsHead?.apply(mean, learning) ?? null,
      globalsWeight: this.globalsWeight,
    };
  }
}
