/**
 * @file Adds rows into a table of zeros: values `[…index, …]` and indices `[…index]` → `[row, …]`.
 * The transpose of gather; rows are added in order, so sums are the same bits every time.
 */
import { isSameShape, shapeError, showShape, sizeOf } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const scatterAdd: Primitive<{ readonly rows: number }> = {
  name: "scatterAdd",
  type([values, indices], { rows }) {
    const rank = indices!.shape.length;
    if (!isSameShape(values!.shape.slice(0, rank), indices!.shape)) {
      throw shapeError(`scatterAdd of values ${showShape(values!.shape)} at indices ${showShape(indices!.shape)}`);
    }
    return { dtype: values!.dtype, shape: [rows, ...values!.shape.slice(rank)] };
  },
  gradient: ({ inputs: [, indices], outputGradient }) => [outputGradient.gather(indices!), null],
  lower(graph, { inputs: [values, indices], inputTypes: [, indexType], outputType }) {
    const zeros = graph.node("Expand", [
      graph.constant({ dtype: outputType.dtype, shape: [] }, [0]),
      graph.constant({ dtype: "int64", shape: [outputType.shape.length] }, outputType.shape),
    ]);
    const wide =
      indexType!.dtype === "int64" ? indices! : graph.node("Cast", [indices!], { to: graph.elementType("int64") });
    const [count, width] = [sizeOf(indexType!.shape), sizeOf(outputType.shape.slice(1))];
    const shape = (...lengths: number[]) => graph.constant({ dtype: "int64", shape: [lengths.length] }, lengths);
    // ScatterND wants one index vector a row, and rows as one axis
    const index = graph.node("Reshape", [wide, shape(count, 1)]);
    const rows = graph.node("Reshape", [values!, shape(count, ...(outputType.shape.length > 1 ? [width] : []))]);
    const table =
      outputType.shape.length > 1 ? graph.node("Reshape", [zeros, shape(outputType.shape[0]!, width)]) : zeros;
    const summed = graph.node("ScatterND", [table, index, rows], { reduction: "add" });
    return outputType.shape.length > 2 ? graph.node("Reshape", [summed, shape(...outputType.shape)]) : summed;
  },
};
