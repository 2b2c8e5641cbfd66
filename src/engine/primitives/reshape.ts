/** @file The same numbers in the same order under another shape. */
import { type Shape, shapeError, showShape, sizeOf } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const reshape: Primitive<{ readonly shape: Shape }> = {
  name: "reshape",
  type([x], { shape }) {
    if (sizeOf(x!.shape) === sizeOf(shape)) return { dtype: x!.dtype, shape };
    throw shapeError(`${showShape(x!.shape)} holds ${sizeOf(x!.shape)} numbers, ${showShape(shape)} ${sizeOf(shape)}`);
  },
  gradient: ({ inputs: [x], outputGradient }) => [outputGradient.reshape(x!.shape)],
  lower: (graph, { inputs, attributes: { shape } }) =>
    graph.node("Reshape", [inputs[0]!, graph.constant({ dtype: "int64", shape: [shape.length] }, shape)]),
};
