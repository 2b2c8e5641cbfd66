/** @file The rules that all element-by-element operations share. */
import type { Tensor } from "../tensor.ts";
import { broadcastShapes, type DType, shapeError } from "../tensor-type.ts";
import type { GradientCall, Primitive } from "./primitive.ts";

/**
 * @param operator ONNX's name of the operation
 * @param derivative gradient by the input, given input x, output y and the output's gradient dy
 */
export function unary(
  name: string,
  operator: string,
  derivative: (x: Tensor, y: Tensor, dy: Tensor) => Tensor,
): Primitive {
  return {
    name,
    type: ([x]) => requireFloat(name, x!),
    gradient: ({ inputs: [x], output, outputGradient }) => [derivative(x!, output, outputGradient)],
    lower: (graph, { inputs }) => graph.node(operator, inputs),
  };
}

/** @param derivative gradients by both inputs before the axes that were stretched are summed up again */
export function binary(
  name: string,
  operator: string,
  derivative: (a: Tensor, b: Tensor, dy: Tensor, y: Tensor) => readonly [Tensor | null, Tensor | null],
): Primitive {
  return {
    name,
    type([a, b]) {
      requireFloat(name, a!);
      requireFloat(name, b!);
      return { dtype: "float32", shape: broadcastShapes(a!.shape, b!.shape) };
    },
    gradient({ inputs: [a, b], output, outputGradient }: GradientCall<undefined>) {
      const [da, db] = derivative(a!, b!, outputGradient, output);
      return [da?.sumTo(a!.shape) ?? null, db?.sumTo(b!.shape) ?? null];
    },
    lower: (graph, { inputs }) => graph.node(operator, inputs),
  };
}

/** A comparison: 1 where it holds and 0 elsewhere, as bool; nothing flows back. */
export function comparison(name: string, operator: string): Primitive {
  return {
    name,
    type([a, b]) {
      if (a!.dtype !== b!.dtype) throw shapeError(`${name} compares ${a!.dtype} with ${b!.dtype}`);
      return { dtype: "bool", shape: broadcastShapes(a!.shape, b!.shape) };
    },
    gradient: () => [null, null],
    lower: (graph, { inputs }) => graph.node(operator, inputs),
  };
}

/** Constant but for its jumps: nothing flows back. */
export function step(name: string, operator: string): Primitive {
  return {
    name,
    type: ([x]) => requireFloat(name, x!),
    gradient: () => [null],
    lower: (graph, { inputs }) => graph.node(operator, inputs),
  };
}

function requireFloat<T extends { dtype: DType }>(name: string, type: T): T {
  if (type.dtype !== "float32") throw shapeError(`${name} takes float32, found ${type.dtype}`);
  return type;
}
