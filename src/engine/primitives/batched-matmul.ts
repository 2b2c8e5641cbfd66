/** @file One matrix product for each of many pairs: `[…batch, m, k] · […batch, k, n]` → `[…batch, m, n]`. */
import { isSameShape, shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const batchedMatmul: Primitive = {
  name: "batchedMatmul",
  type([a, b]) {
    const [m, k] = a!.shape.slice(-2);
    const [k2, n] = b!.shape.slice(-2);
    if (a!.shape.length < 3 || !isSameShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2)) || k !== k2) {
      throw shapeError(`batched matrix product of ${showShape(a!.shape)} and ${showShape(b!.shape)}`);
    }
    return { dtype: "float32", shape: [...a!.shape.slice(0, -2), m!, n!] };
  },
  gradient: ({ inputs: [a, b], outputGradient: dy }) => [
    dy.batchedMatmul(b!.transposeLast()),
    a!.transposeLast().batchedMatmul(dy),
  ],
  lower: (graph, { inputs }) => graph.product("MatMul", inputs),
};
