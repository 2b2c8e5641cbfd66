/** @file Rows of a table by index: `[row, …]` and indices `[…index]` → `[…index, …]`. */
import { shapeError } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const gather: Primitive = {
  name: "gather",
  type([table, indices]) {
    if (indices!.dtype !== "int32" && indices!.dtype !== "int64") {
      throw shapeError(`gather takes whole numbers as indices, found ${indices!.dtype}`);
    }
    return { dtype: table!.dtype, shape: [...indices!.shape, ...table!.shape.slice(1)] };
  },
  gradient: ({ inputs: [table, indices], outputGradient }) => [
    outputGradient.scatterAdd(indices!, table!.shape[0]!),
    null,
  ],
  lower: (graph, { inputs }) => graph.node("Gather", inputs, { axis: 0 }),
};
