/** @file A batch of events inside a graph: the traced counterpart of data's `EventBatch`. */
import type { EventBatch } from "#data";
import type { HostBatch, Tensor, TracedBatch } from "#engine";

export interface EventTensors {
  /** `[batch, token, feature]`; anything may stand under the padding. */
  readonly tokens: Tensor;
  /** `[batch, token]`, object types as whole numbers. */
  readonly ids: Tensor;
  /** `[batch, token]`, 1 for a particle and 0 for padding. */
  readonly mask: Tensor;
  /** `[batch, global]` */
  readonly globals: Tensor;
  /** `[batch]`, what each event counts in the loss; left out where all count the same. */
  readonly weights?: Tensor | undefined;
}

/** What a graph is fed: the shapes of `EventTensors`, the arrays of the batch themselves. */
export function toHostBatch(batch: EventBatch): HostBatch {
  const [size, token] = [batch.size, batch.ids.length / batch.size];
  const float = (data: Float32Array, shape: readonly number[]) => ({ dtype: "float32", shape, data }) as const;
  return {
    tokens: float(batch.tokens, [size, token, batch.tokens.length / (size * token)]),
    ids: { dtype: "int32", shape: [size, token], data: batch.ids },
    mask: { ...float(batch.mask, [size, token]), isMask: true },
    globals: float(batch.globals, [size, batch.globals.length / size]),
    ...(batch.weights && { weights: float(batch.weights, [size]) }),
  };
}

/** @param batch traced from what `toHostBatch` gives */
export function eventTensors({ tokens, ids, mask, globals, weights }: TracedBatch): EventTensors {
  return { tokens: tokens!, ids: ids!, mask: mask!, globals: globals!, weights };
}

/** Numbers of events, each times what its event counts. @param x `[batch, …]` */
export function timesWeights(x: Tensor, { weights }: Pick<EventTensors, "weights">): Tensor {
  return weights ? x.mul(weights.reshape(x.shape.map((length, axis) => (axis === 0 ? length : 1)))) : x;
}
