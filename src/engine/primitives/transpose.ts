/** @file Axes in another order. */
import { shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const transpose: Primitive<{ readonly order: readonly number[] }> = {
  name: "transpose",
  type([x], { order }) {
    if ([...order].sort((a, b) => a - b).every((axis, i) => axis === i) && order.length === x!.shape.length) {
      return { dtype: x!.dtype, shape: order.map((axis) => x!.shape[axis]!) };
    }
    throw shapeError(`[${order.join(", ")}] is no order of the axes of ${showShape(x!.shape)}`);
  },
  gradient: ({ attributes: { order }, outputGradient }) => [
    outputGradient.transpose(order.map((_, axis) => order.indexOf(axis))),
  ],
  lower: (graph, { inputs, attributes: { order } }) => graph.node("Transpose", inputs, { perm: order }),
};
