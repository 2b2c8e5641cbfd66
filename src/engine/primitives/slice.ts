/** @file The numbers `from` ≤ index < `to` of one axis. */
import { shapeError, showShape, sizeOf } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const slice: Primitive<{ readonly axis: number; readonly from: number; readonly to: number }> = {
  name: "slice",
  type([x], { axis, from, to }) {
    const length = x!.shape[axis]!;
    if (!(from >= 0 && from < to && to <= length)) {
      throw shapeError(`slice ${from}…${to} of axis ${axis} of ${showShape(x!.shape)}`);
    }
    return { dtype: x!.dtype, shape: x!.shape.with(axis, to - from) };
  },
  gradient({ inputs: [x], attributes: { axis, from, to }, outputGradient }) {
    const length = x!.shape[axis]!;
    const zeros = (count: number) =>
      outputGradient.constant(new Float32Array(sizeOf(x!.shape.with(axis, count))), x!.shape.with(axis, count));
    const parts = [from > 0 ? zeros(from) : null, outputGradient, to < length ? zeros(length - to) : null];
    const present = parts.filter((part) => part !== null);
    return [present.length === 1 ? outputGradient : present[0]!.concat(present.slice(1), axis)];
  },
  lower(graph, { inputs, attributes: { axis, from, to } }) {
    const index = (value: number) => graph.constant({ dtype: "int64", shape: [1] }, [value]);
    return graph.node("Slice", [inputs[0]!, index(from), index(to), index(axis)]);
  },
};
