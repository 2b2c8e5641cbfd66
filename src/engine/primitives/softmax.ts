/** @file eˣ / Σ eˣ along one axis, computed after the largest value is taken off, so that nothing overflows. */
import { shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const softmax: Primitive<{ readonly axis: number }> = {
  name: "softmax",
  type([x]) {
    if (x!.dtype !== "float32") throw shapeError(`softmax takes float32, found ${x!.dtype} ${showShape(x!.shape)}`);
    return x!;
  },
  gradient({ output, attributes: { axis }, outputGradient }) {
    const weighted = outputGradient.mul(output);
    return [weighted.sub(output.mul(weighted.sum([axis], true)))];
  },
  lower: (graph, { inputs, attributes: { axis } }) => graph.node("Softmax", inputs, { axis }),
};
