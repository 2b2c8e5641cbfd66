/**
 * @file What a graph costs: floating-point operations, counted over its primitives. A multiplication and an addition are two;
 * any function of one number is one, however long the machine takes for it; moving numbers about is free.
 */
import { inOrder } from "./in-order.ts";
import type { Operation, Tensor } from "./tensor.ts";
import { sizeOf } from "./tensor-type.ts";

/** Primitives that compute nothing. */
const FREE: ReadonlySet<string> = new Set([
  "reshape",
  "transpose",
  "slice",
  "concat",
  "gather",
  "gatherAlong",
  "broadcastTo",
  "cast",
  "stopGradient",
]);

/** Primitives that look at every element of their input to make fewer. */
const REDUCING: ReadonlySet<string> = new Set(["sum", "max", "argMin", "topK", "scatterAdd", "scatterAddAlong"]);

/** @param outputs everything they depend on is counted once, before the engine makes the graph smaller */
export function countFlops(outputs: Iterable<Tensor>): number {
  return inOrder(outputs).reduce(
    (sum, tensor) => (tensor.origin.kind === "operation" ? sum + flopsOf(tensor, tensor.origin) : sum),
    0,
  );
}

function flopsOf(output: Tensor, { primitive: { name }, inputs, attributes }: Operation): number {
  const size = sizeOf(output.shape);
  if (FREE.has(name)) return 0;
  if (REDUCING.has(name)) return sizeOf(inputs[0]!.shape);
  if (name === "gemm") {
    const [a, , bias] = inputs;
    const k = (attributes as { readonly transposeA: boolean }).transposeA ? a!.shape[0]! : a!.shape[1]!;
    return 2 * size * k + (bias ? size : 0);
  }
  if (name === "batchedMatmul") return 2 * size * inputs[0]!.shape.at(-1)!;
  // an exponential, a sum and a quotient of each
  return name === "softmax" ? 3 * size : size;
}
