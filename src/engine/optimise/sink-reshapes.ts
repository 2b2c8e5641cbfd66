/**
 * @file Reshapes move behind the operations that do not care for shapes, until two of them meet and are one, or none.
 * What is computed in between is the same numbers in the same order.
 */
import { type PrimitiveName, primitives } from "../primitives/index.ts";
import { applyAgain, type Tensor } from "../tensor.ts";
import { isSameShape, type Shape } from "../tensor-type.ts";
import { madeBy, numberIn, type Rule } from "./rule.ts";

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

const sink: Rule = ({ origin, shape }) => {
  if (origin.kind !== "operation" || !BLIND_TO_SHAPE.has(origin.primitive.name)) return null;
  const reshaped = origin.inputs.filter((input) => numberIn(input) === null);
  const sources = reshaped.map(before);
  const flat: Shape | undefined = sources[0]?.shape;
  const agree = reshaped.every((input, i) => {
    const source = sources[i];
    return source && flat && isSameShape(source.shape, flat) && isSameShape(input.shape, shape);
  });
  if (!agree) return null;
  const inputs = origin.inputs.map((input) => (numberIn(input) === null ? before(input)! : input));
  return applyAgain(origin, inputs).reshape(shape);
};

export const sinkReshapes: readonly Rule[] = [join, sink];
