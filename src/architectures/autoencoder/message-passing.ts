/**
 * @file Layers of message passing: every particle hears from every other of its event, the mean of what they say changes it.
 * Battaglia et al. 2016, arXiv:1612.00222; Gilmer et al. 2017, arXiv:1704.01212, eqs. 1 and 2.
 */
import { type Infer, schema } from "#config/schema";
import { activations, axes, LayerNorm, Linear, Mlp, Tensor, type VariableScope } from "#engine";
import { activationName, dropoutRate } from "./config-parts.ts";

export const messagePassingFields = {
  /** Of the vectors between the layers. */
  width: schema.int().positive(),
  /** Of a message; there is one for each pair of particles, so this is what time goes into. */
  message_width: schema.int().positive(),
  layers: schema.int().positive(),
  dropout: dropoutRate,
  activation: activationName,
} as const;

const fields = schema.object(messagePassingFields);
export type MessagePassingConfig = Infer<typeof fields>;

export class MessagePassing {
  readonly #layers: readonly Layer[];
  readonly #norm: LayerNorm;

  /** @param edgeFeatures how many numbers are known of a pair; 0 for none */
  constructor(config: MessagePassingConfig, edgeFeatures: number, scope: VariableScope) {
    this.#layers = Array.from(
      { length: config.layers },
      (_, i) => new Layer(config, edgeFeatures, scope.at("layers").at(i)),
    );
    this.#norm = new LayerNorm(config.width, scope.at("norm"));
  }

  /**
   * @param x `[batch, token, width]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @param edges `[batch, token, token, edge feature]`, by receiver, then by sender; finite under the padding
   * @returns `[batch, token, width]`; zero vectors were put in the place of the padding
   */
  apply(x: Tensor, mask: Tensor, learning: boolean, edges?: Tensor): Tensor {
    const { batch, token } = axes(x, "batch token width");
    // zeros instead of whatever stands under the padding: nothing finite can then overflow on its way to a zero weight
    const clean = mask.greater(0.5).reshape([batch, token, 1]).where(x, 0);
    const listeners = shareOfEach(mask);
    return this.#norm.apply(
      this.#layers.reduce((value, layer) => layer.apply(value, listeners, learning, edges), clean),
    );
  }
}

class Layer {
  readonly #norm: LayerNorm;
  readonly #fromReceiver: Linear;
  readonly #fromSender: Linear;
  readonly #fromEdge: Linear | null;
  readonly #update: Mlp;
  readonly #activate: (x: Tensor) => Tensor;

  constructor(config: MessagePassingConfig, edgeFeatures: number, scope: VariableScope) {
    const { width, message_width, dropout, activation } = config;
    this.#norm = new LayerNorm(width, scope.at("norm"));
    this.#fromReceiver = new Linear(width, message_width, scope.at("from_receiver"));
    this.#fromSender = new Linear(width, message_width, scope.at("from_sender"));
    this.#fromEdge = edgeFeatures > 0 ? new Linear(edgeFeatures, message_width, scope.at("from_edge")) : null;
    this.#update = new Mlp({ widths: [width + message_width, width, width], activation, dropout }, scope.at("update"));
    this.#activate = activations[activation];
  }

  /** @param shares `[batch, token, token, 1]`, what each sender counts in the mean of its receiver */
  apply(x: Tensor, shares: Tensor, learning: boolean, edges?: Tensor): Tensor {
    const { batch, token } = axes(x, "batch token width");
    const nodes = this.#norm.apply(x);
    // a linear layer on [receiver, sender, edge], in three parts: the first two cost a token each, not a pair
    const receiver = this.#fromReceiver.apply(nodes).reshape([batch, token, 1, this.#messageWidth]);
    const sender = this.#fromSender.apply(nodes).reshape([batch, 1, token, this.#messageWidth]);
    const spoken = receiver.add(sender);
    const messages = this.#activate(this.#fromEdge && edges ? spoken.add(this.#fromEdge.apply(edges)) : spoken);
    const heard = messages.mul(shares).sum([2]); // [batch, token, message]
    return x.add(this.#update.apply(nodes.concat([heard], 2), learning));
  }

  get #messageWidth(): number {
    return this.#fromSender.bias.shape[0]!;
  }
}

/** One over the number of other particles of the event for each of them, 0 for padding and for a particle itself. */
function shareOfEach(mask: Tensor): Tensor {
  const { batch, token } = axes(mask, "batch token");
  const others = Tensor.constant(
    Float32Array.from({ length: token * token }, (_, i) => (Math.floor(i / token) === i % token ? 0 : 1)),
    [1, token, token],
  );
  const senders = mask.reshape([batch, 1, token]).mul(others);
  return senders.div(senders.sum([2], true).maximum(1)).reshape([batch, token, token, 1]);
}
