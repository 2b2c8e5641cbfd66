/**
 * @file Reshapes move behind the operations that do not care for shapes, until two of them meet and are one, or none.
 * What is computed in between is the same numbers in the same order.
 */
import { type PrimitiveName, primitives } from "../primitives/index.ts";
import { applyAgain, type Tensor } from "../tensor.ts";
import { isSameShape, type Shape, sizeOf } from "../tensor-type.ts";
import { madeBy, type Rule } from "./rule.ts";

const BLIND_TO_SHAPE: ReadonlySet<string> = new Set<PrimitiveName>([
  ...(["abs", "cast", "cos", "erf", "exp", "floor", "gelu", "log", "neg", "pow", "reciprocal", "relu"] as const),
  ...(["round", "sigmoid", "sign", "sin", "sqrt", "tanh"] as const),
  ...(["add", "div", "equal", "greater", "less", "maximum", "minimum", "mul", "sub"] as const),
]);

const before = (tensor: Tensor) => madeBy(primitives.reshape, tensor)?.inputs[0] ?? null;

const join: Rule = (tensor) => {
  const source = before(tensor);
  if (!source) return null;
  if (isSameShape(source.shape, tensor.shape)) return source;
  return before(source)?.reshape(tensor.shape) ?? null;
};

/** A single number fits every shape, once it has none of its own. */
const isSingle = ({ shape }: Tensor) => sizeOf(shape) === 1;

const sink: Rule = ({ origin, shape }) => {
  if (origin.kind !== "operation" || !BLIND_TO_SHAPE.has(origin.primitive.name)) return null;
  const reshaped = origin.inputs.filter((input) => !isSingle(input));
  const flat: Shape | undefined = reshaped[0] && before(reshaped[0])?.shape;
  const agree = reshaped.every((input) => {
    const source = before(input);
    return source && flat && isSameShape(source.shape, flat) && isSameShape(input.shape, shape);
  });
  if (!flat || !agree) return null;
  const inputs = origin.inputs.map((input) => (isSingle(input) ? input.reshape([]) : before(input)!));
  return applyAgain(origin, inputs).reshape(shape);
};

export const sinkReshapes: readonly Rule[] = [join, sink];
