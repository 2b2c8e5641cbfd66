/**
 * @file a · b (+ bias) of two matrices, either of them transposed on the way: `[m, k] · [k, n] + [n]` → `[m, n]`.
 * Named after the BLAS routine that ONNX Runtime runs for it.
 */
import { isSameShape, shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export interface GemmAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Factor of the product, 1 where it is not given. */
  readonly scale?: number;
  /** Factor of the bias, 1 where it is not given. */
  readonly biasScale?: number;
}

export const gemm: Primitive<GemmAttributes> = {
  name: "gemm",
  type([a, b, bias], { transposeA, transposeB }) {
    const [m, k] = transposeA ? [a!.shape[1]!, a!.shape[0]!] : [a!.shape[0]!, a!.shape[1]!];
    const [k2, n] = transposeB ? [b!.shape[1]!, b!.shape[0]!] : [b!.shape[0]!, b!.shape[1]!];
    if (a!.shape.length !== 2 || b!.shape.length !== 2 || k !== k2) {
      const show = (shape: readonly number[], transposed: boolean) => showShape(shape) + (transposed ? "ᵀ" : "");
      throw shapeError(`matrix product of ${show(a!.shape, transposeA)} and ${show(b!.shape, transposeB)}`);
    }
    if (bias && !isSameShape(bias.shape, [n])) throw shapeError(`bias ${showShape(bias.shape)}, expected [${n}]`);
    return { dtype: "float32", shape: [m, n] };
  },
  gradient({ inputs: [a, b, bias], attributes, outputGradient }) {
    const { transposeA, transposeB, scale = 1, biasScale = 1 } = attributes;
    const dy = scale === 1 ? outputGradient : outputGradient.mul(scale);
    const da = transposeA ? b!.gemm(dy, transposeB, true) : dy.gemm(b!, false, !transposeB);
    const db = transposeB ? dy.gemm(a!, true, transposeA) : a!.gemm(dy, !transposeA, false);
    return bias
      ? [da, db, biasScale === 1 ? outputGradient.sum([0]) : outputGradient.sum([0]).mul(biasScale)]
      : [da, db];
  },
  lower: (graph, { inputs, attributes: { transposeA, transposeB, scale = 1, biasScale = 1 } }) =>
    graph.product("Gemm", inputs, {
      transA: transposeA ? 1 : 0,
      transB: transposeB ? 1 : 0,
      alpha: { float: scale },
      beta: { float: biasScale },
    }),
};
