/** @file Another element type; only float32 to float32 lets a gradient through. */
import type { DType } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const cast: Primitive<{ readonly to: DType }> = {
  name: "cast",
  type: ([x], { to }) => ({ dtype: to, shape: x!.shape }),
  gradient: ({ inputs: [x], attributes: { to }, outputGradient }) => [
    x!.dtype === "float32" && to === "float32" ? outputGradient : null,
  ],
  lower: (graph, { inputs, attributes: { to } }) => graph.node("Cast", inputs, { to: graph.elementType(to) }),
};
