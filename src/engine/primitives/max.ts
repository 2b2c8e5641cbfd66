/** @file The largest value over some axes, which stay with length 1; equal values share the gradient, as in PyTorch. */
import type { Primitive } from "./primitive.ts";

export const max: Primitive<{ readonly axes: readonly number[] }> = {
  name: "max",
  type: ([x], { axes }) => ({ dtype: x!.dtype, shape: x!.shape.map((length, i) => (axes.includes(i) ? 1 : length)) }),
  gradient({ inputs: [x], output, attributes: { axes }, outputGradient }) {
    const isLargest = x!.equal(output).toFloat();
    return [isLargest.mul(outputGradient.div(isLargest.sum(axes, true)))];
  },
  lower: (graph, { inputs, attributes: { axes } }) =>
    graph.node("ReduceMax", [inputs[0]!, graph.constant({ dtype: "int64", shape: [axes.length] }, axes)], {
      keepdims: 1,
    }),
};
