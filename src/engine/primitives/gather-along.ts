/**
 * @file Picks by index along one axis, each line of it by its own indices: `torch.gather`.
 * Values `[…, n, …]` and indices `[…, k, …]`, equal in all other axes → `[…, k, …]`.
 */
import { isSameShape, shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const gatherAlong: Primitive<{ readonly axis: number }> = {
  name: "gatherAlong",
  type([values, indices], { axis }) {
    if (indices!.dtype !== "int32" && indices!.dtype !== "int64") {
      throw shapeError(`gatherAlong takes whole numbers as indices, found ${indices!.dtype}`);
    }
    const [found, wanted] = [values!.shape, indices!.shape];
    if (found.length !== wanted.length || !isSameShape(found.with(axis, 1), wanted.with(axis, 1))) {
      throw shapeError(`gatherAlong axis ${axis} of ${showShape(found)} by indices ${showShape(wanted)}`);
    }
    return { dtype: values!.dtype, shape: wanted };
  },
  gradient: ({ inputs: [values, indices], attributes: { axis }, outputGradient }) => [
    outputGradient.scatterAddAlong(indices!, axis, values!.shape[axis]!),
    null,
  ],
  lower: (graph, { inputs, attributes: { axis } }) => graph.node("GatherElements", inputs, { axis }),
};
