/**
 * @file The encoder by attention: every particle looks at the others of its event (`encoder=transformer`).
 * With `pair_features` the scores of each head get a bias from the distance, kT, z and mass of the pair:
 * Qu et al. 2022, arXiv:2202.03772, eq. 2.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Embedding, Linear, Mlp, type Tensor, type VariableScope } from "#engine";
import type { EventTensors } from "../event-tensors.ts";
import type { ModelOptions } from "../model-options.ts";
import { PAIR_FEATURES, PairFeatures } from "../pair-features.ts";
import { TransformerStack, transformerFields } from "../transformer-stack.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { globalsFields } from "./globals-fields.ts";

export const transformerEncoderConfig = schema.strictObject({
  kind: schema.literal("transformer"),
  ...globalsFields,
  ...transformerFields,
  id_embed_dim: schema.int().positive(),
  /** Whether attention is told what pairs look like. */
  pair_features: schema.boolean(),
  /** Hidden width of the MLP from pair features to one bias a head. */
  pair_hidden: schema.int().positive(),
});

type Config = Infer<typeof transformerEncoderConfig>;

export class TransformerEncoder implements Encoder {
  readonly #typeEmbedding: Embedding;
  readonly #input: Linear;
  readonly #stack: TransformerStack;
  readonly #output: Linear;
  readonly #pairs: { readonly features: PairFeatures; readonly toBias: Mlp } | null;

  /** @throws FixableError `architectures/no-pair-physics`, and `engine/shape` where heads do not divide the width */
  constructor(config: Config, sizes: EncoderSizes, scope: VariableScope, options: ModelOptions) {
    const { id_embed_dim, width, heads, activation, pair_features, pair_hidden } = config;
    this.#typeEmbedding = new Embedding(sizes.types, id_embed_dim, scope.at("id_emb"));
    this.#input = new Linear(sizes.features + id_embed_dim, width, scope.at("input"));
    this.#stack = new TransformerStack(config, scope);
    this.#output = new Linear(width, sizes.latent, scope.at("output"));
    const toBias = { widths: [PAIR_FEATURES.length, pair_hidden, heads], activation };
    this.#pairs = pair_features
      ? { features: new PairFeatures(options, "phase1.encoder"), toBias: new Mlp(toBias, scope.at("pair_bias")) }
      : null;
  }

  encode({ tokens, ids, mask }: EventTensors, learning: boolean): Tensor {
    axes(tokens, "batch token feature");
    const embedded = this.#input.apply(tokens.concat([this.#typeEmbedding.apply(ids)], -1));
    return this.#output.apply(this.#stack.apply(embedded, mask, learning, this.#pairBias(tokens, mask, learning)));
  }

  /** `[batch, head, token, token]` */
  #pairBias(tokens: Tensor, mask: Tensor, learning: boolean): Tensor | undefined {
    return this.#pairs?.toBias.apply(this.#pairs.features.of(tokens, mask), learning).transpose([0, 3, 1, 2]);
  }
}
