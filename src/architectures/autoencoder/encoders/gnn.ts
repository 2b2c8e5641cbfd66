/**
 * @file The encoder by message passing: every particle hears from the others of its event, over edges that know distance,
 * kT, z and mass of the pair (`encoder=gnn`). See `message-passing.ts` and `pair-features.ts` for the sources.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Embedding, Linear, type Tensor, type VariableScope } from "#engine";
import type { EventTensors } from "../event-tensors.ts";
import { MessagePassing, messagePassingFields } from "../message-passing.ts";
import type { ModelOptions } from "../model-options.ts";
import { PAIR_FEATURES, PairFeatures } from "../pair-features.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { globalsFields } from "./globals-fields.ts";

export const gnnEncoderConfig = schema.strictObject({
  kind: schema.literal("gnn"),
  ...globalsFields,
  ...messagePassingFields,
  id_embed_dim: schema.int().positive(),
  /** Whether edges know what their pair looks like; else a message is made from the two particles alone. */
  pair_features: schema.boolean(),
});

export class GnnEncoder implements Encoder {
  readonly #typeEmbedding: Embedding;
  readonly #input: Linear;
  readonly #messages: MessagePassing;
  readonly #output: Linear;
  readonly #pairs: PairFeatures | null;

  /** @throws FixableError `architectures/no-pair-physics` */
  constructor(
    config: Infer<typeof gnnEncoderConfig>,
    sizes: EncoderSizes,
    scope: VariableScope,
    options: ModelOptions,
  ) {
    const { id_embed_dim, width, pair_features } = config;
    this.#typeEmbedding = new Embedding(sizes.types, id_embed_dim, scope.at("id_emb"));
    this.#input = new Linear(sizes.features + id_embed_dim, width, scope.at("input"));
    this.#pairs = pair_features ? new PairFeatures(options, "phase1.encoder") : null;
    this.#messages = new MessagePassing(config, this.#pairs ? PAIR_FEATURES.length : 0, scope);
    this.#output = new Linear(width, sizes.latent, scope.at("output"));
  }

  encode({ tokens, ids, mask }: EventTensors, learning: boolean): Tensor {
    axes(tokens, "batch token feature");
    const embedded = this.#input.apply(tokens.concat([this.#typeEmbedding.apply(ids)], -1));
    return this.#output.apply(this.#messages.apply(embedded, mask, learning, this.#pairs?.of(tokens, mask)));
  }
}
