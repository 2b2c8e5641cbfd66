/** @file xⁿ for a fixed n. */
import type { Primitive } from "./primitive.ts";

export const pow: Primitive<{ readonly exponent: number }> = {
  name: "pow",
  type: ([x]) => x!,
  gradient: ({ inputs: [x], attributes: { exponent }, outputGradient }) => [
    outputGradient.mul(x!.pow(exponent - 1).mul(exponent)),
  ],
  lower: (graph, { inputs, attributes: { exponent } }) =>
    graph.node("Pow", [inputs[0]!, graph.constant({ dtype: "float32", shape: [] }, [exponent])]),
};
