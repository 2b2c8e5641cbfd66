/** @file Takes from `a` where the condition holds and from `b` elsewhere, with broadcasting. */
import { broadcastShapes, shapeError } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const where: Primitive = {
  name: "where",
  type([condition, a, b]) {
    if (condition!.dtype !== "bool") throw shapeError(`where takes a bool condition, found ${condition!.dtype}`);
    if (a!.dtype !== b!.dtype) throw shapeError(`where chooses between ${a!.dtype} and ${b!.dtype}`);
    return { dtype: a!.dtype, shape: broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape)) };
  },
  // chosen, not multiplied by 0 or 1: what is not finite on the side not taken stays there
  gradient: ({ inputs: [condition, a, b], outputGradient }) => [
    null,
    condition!.where(outputGradient, 0).sumTo(a!.shape),
    condition!.where(0, outputGradient).sumTo(b!.shape),
  ],
  lower: (graph, { inputs }) => graph.node("Where", inputs),
};
