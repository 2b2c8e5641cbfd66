/** @file The index of the smallest value along the last axis (the first of equal ones); nothing flows back. */
import type { Primitive } from "./primitive.ts";

export const argMin: Primitive = {
  name: "argMin",
  type: ([x]) => ({ dtype: "int64", shape: x!.shape.slice(0, -1) }),
  gradient: () => [null],
  lower: (graph, { inputs }) => graph.node("ArgMin", inputs, { axis: -1, keepdims: 0 }),
};
