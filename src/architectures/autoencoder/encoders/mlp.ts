/**
 * @file The plain encoder: every token is embedded on its own, blind to its neighbours.
 * It is the baseline the graph encoder has to beat.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Embedding, Mlp, PackedRows, type Tensor, type VariableScope } from "#engine";
import { activationName, dropoutRate, widths } from "../config-parts.ts";
import type { EventTensors } from "../event-tensors.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { globalsFields } from "./globals-fields.ts";

export const mlpEncoderConfig = schema.strictObject({
  kind: schema.literal("mlp"),
  ...globalsFields,
  enc_hidden: widths,
  dropout: dropoutRate,
  activation: activationName,
  id_embed_dim: schema.int().positive(),
});

export class MlpEncoder implements Encoder {
  readonly typeEmbedding: Embedding;
  readonly net: Mlp;

  constructor(config: Infer<typeof mlpEncoderConfig>, sizes: EncoderSizes, scope: VariableScope) {
    const { id_embed_dim, enc_hidden, activation, dropout } = config;
    this.typeEmbedding = new Embedding(sizes.types, id_embed_dim, scope.at("id_emb"));
    const layers = [sizes.features + id_embed_dim, ...enc_hidden, sizes.latent];
    this.net = new Mlp({ widths: layers, activation, dropout }, scope.at("net"));
  }

  /** Embeds each token from its features and its type. */
  encode({ tokens, ids, mask }: EventTensors, learning: boolean): Tensor {
    axes(tokens, "batch token feature");
    const rows = new PackedRows(mask);
    const types = this.typeEmbedding.apply(rows.pack(ids));
    return rows.unpack(this.net.apply(rows.pack(tokens).concat([types], -1), learning));
  }
}
