/** @file The sum over some axes, which stay with length 1. */
import type { Primitive } from "./primitive.ts";

export const sum: Primitive<{ readonly axes: readonly number[] }> = {
  name: "sum",
  type: ([x], { axes }) => ({ dtype: x!.dtype, shape: x!.shape.map((length, i) => (axes.includes(i) ? 1 : length)) }),
  gradient: ({ inputs: [x], outputGradient }) => [outputGradient.broadcastTo(x!.shape)],
  lower: (graph, { inputs, attributes: { axes } }) =>
    graph.node("ReduceSum", [inputs[0]!, graph.constant({ dtype: "int64", shape: [axes.length] }, axes)], {
      keepdims: 1,
    }),
};
