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
}

export function toHostBatch(batch: EventBatch): HostBatch {
  const [size, token] = [batch.size, batch.ids.length / batch.size];
  const float = (data: Float32Array, shape: readonly number[]) => ({ dtype: "float32", shape, data }) as const;
  return {
    tokens: float(batch.tokens, [size, token, batch.tokens.length / (size * token)]),
    ids: { dtype: "int32", shape: [size, token], data: batch.ids },
    mask: { ...float(batch.mask, [size, token]), isMask: true },
    globals: float(batch.globals, [size, batch.globals.length / size]),
  };
}

export function eventTensors({ tokens, ids, mask, globals }: TracedBatch): EventTensors {
  return { tokens: tokens!, ids: ids!, mask: mask!, globals: globals! };
}
