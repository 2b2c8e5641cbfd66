/** @file The value as it is, with a gradient of zero: what is behind it is a constant to the optimizer. */
import type { Primitive } from "./primitive.ts";

export const stopGradient: Primitive = {
  name: "stopGradient",
  type: ([x]) => x!,
  gradient: () => [null],
  lower: (_graph, { inputs }) => inputs[0]!,
};
