/**
 * @file Adds by index along one axis into zeros, each line of it by its own indices: `torch.scatter_add`.
 * Values and indices `[…, k, …]` → `[…, length, …]`. The transpose of `gatherAlong`; sums are added in order.
 */
import { isSameShape, shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const scatterAddAlong: Primitive<{ readonly axis: number; readonly length: number }> = {
  name: "scatterAddAlong",
  type([values, indices], { axis, length }) {
    if (!isSameShape(values!.shape, indices!.shape)) {
      throw shapeError(`scatterAddAlong of values ${showShape(values!.shape)} at indices ${showShape(indices!.shape)}`);
    }
    return { dtype: values!.dtype, shape: values!.shape.with(axis, length) };
  },
  gradient: ({ inputs: [, indices], attributes: { axis }, outputGradient }) => [
    outputGradient.gatherAlong(indices!, axis),
    null,
  ],
  lower(graph, { inputs: [values, indices], outputType: { shape }, attributes: { axis } }) {
    const zeros = graph.node("Expand", [
      graph.constant({ dtype: "float32", shape: [] }, [0]),
      graph.constant({ dtype: "int64", shape: [shape.length] }, shape),
    ]);
    return graph.node("ScatterElements", [zeros, indices!, values!], { axis, reduction: "add" });
  },
};
