/** @file -1, 0 or 1; nothing flows back. */
import type { Primitive } from "./primitive.ts";

export const sign: Primitive = {
  name: "sign",
  type: ([x]) => x!,
  gradient: () => [null],
  lower: (graph, { inputs }) => graph.node("Sign", inputs),
};
