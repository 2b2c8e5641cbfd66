/** @file Stretches axes of length 1, and adds axes in front, until the shape is reached. */
import { broadcastShapes, isSameShape, type Shape, shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const broadcastTo: Primitive<{ readonly shape: Shape }> = {
  name: "broadcastTo",
  type([x], { shape }) {
    if (isSameShape(broadcastShapes(x!.shape, shape), shape)) return { dtype: x!.dtype, shape };
    throw shapeError(`${showShape(x!.shape)} does not stretch to ${showShape(shape)}`);
  },
  gradient: ({ inputs: [x], outputGradient }) => [outputGradient.sumTo(x!.shape)],
  lower: (graph, { inputs, attributes: { shape } }) =>
    graph.node("Expand", [inputs[0]!, graph.constant({ dtype: "int64", shape: [shape.length] }, shape)]),
};
