/**
 * @file Layers of masked self-attention over the particles of an event. Vaswani et al. 2017, arXiv:1706.03762, with the
 * normalisation before each part, Xiong et al. 2020, arXiv:2002.04745. Without positions: particles are a set.
 */
import { type Infer, schema } from "#config/schema";
import {
  type ActivationName,
  Dropout,
  LayerNorm,
  Mlp,
  MultiHeadAttention,
  type Tensor,
  type VariableScope,
} from "#engine";
import { activationName, dropoutRate } from "./config-parts.ts";

export const transformerFields = {
  /** Of the vectors between the layers; a multiple of the number of heads. */
  width: schema.int().positive(),
  layers: schema.int().positive(),
  heads: schema.int().positive(),
  /** Hidden width of the MLP of each layer. */
  feedforward: schema.int().positive(),
  dropout: dropoutRate,
  activation: activationName,
} as const;

const fields = schema.object(transformerFields);
export type TransformerConfig = Infer<typeof fields>;

export class TransformerStack {
  readonly #layers: readonly Layer[];
  readonly #norm: LayerNorm;

  /** @throws FixableError `engine/shape` where the width is not a multiple of the number of heads */
  constructor(config: TransformerConfig, scope: VariableScope) {
    this.#layers = Array.from({ length: config.layers }, (_, i) => new Layer(config, scope.at("layers").at(i)));
    this.#norm = new LayerNorm(config.width, scope.at("norm"));
  }

  /**
   * @param x `[batch, token, width]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @param pairBias `[batch, head, token, token]`, added to the scores of every layer
   * @returns `[batch, token, width]`; numbers without meaning under the padding
   */
  apply(x: Tensor, mask: Tensor, learning: boolean, pairBias?: Tensor): Tensor {
    return this.#norm.apply(this.#layers.reduce((value, layer) => layer.apply(value, mask, learning, pairBias), x));
  }
}

class Layer {
  readonly #attentionNorm: LayerNorm;
  readonly #attention: MultiHeadAttention;
  readonly #attentionDropout: Dropout;
  readonly #feedforwardNorm: LayerNorm;
  readonly #feedforward: Mlp;
  readonly #feedforwardDropout: Dropout;

  constructor({ width, heads, feedforward, dropout, activation }: TransformerConfig, scope: VariableScope) {
    this.#attentionNorm = new LayerNorm(width, scope.at("norm1"));
    this.#attention = new MultiHeadAttention(width, heads, scope.at("self_attn"));
    this.#attentionDropout = new Dropout(dropout, scope.at("dropout1"));
    this.#feedforwardNorm = new LayerNorm(width, scope.at("norm2"));
    const options: { activation: ActivationName; dropout: number } = { activation, dropout };
    this.#feedforward = new Mlp({ widths: [width, feedforward, width], ...options }, scope.at("feedforward"));
    this.#feedforwardDropout = new Dropout(dropout, scope.at("dropout2"));
  }

  apply(x: Tensor, mask: Tensor, learning: boolean, pairBias?: Tensor): Tensor {
    const attended = this.#attention.apply(this.#attentionNorm.apply(x), mask, pairBias);
    const y = x.add(this.#attentionDropout.apply(attended, learning));
    const thought = this.#feedforward.apply(this.#feedforwardNorm.apply(y), learning);
    return y.add(this.#feedforwardDropout.apply(thought, learning));
  }
}
