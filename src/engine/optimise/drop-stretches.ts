/** @file Element by element, ONNX stretches axes of length 1 by itself: what was stretched before need not be. */
import { primitives } from "../primitives/index.ts";
import { applyAgain } from "../tensor.ts";
import { broadcastShapes, isSameShape } from "../tensor-type.ts";
import { madeBy, type Rule } from "./rule.ts";

const { add, div, maximum, minimum, mul, sub } = primitives;
const BROADCASTING: ReadonlySet<string> = new Set([add, div, maximum, minimum, mul, sub].map(({ name }) => name));

const dropStretch: Rule = ({ origin, shape }) => {
  if (origin.kind !== "operation" || !BROADCASTING.has(origin.primitive.name)) return null;
  const inputs = origin.inputs.map((input) => madeBy(primitives.broadcastTo, input)?.inputs[0] ?? input);
  const [a, b] = inputs;
  const isStretched = inputs.some((input, i) => input !== origin.inputs[i]);
  return isStretched && isSameShape(broadcastShapes(a!.shape, b!.shape), shape) ? applyAgain(origin, inputs) : null;
};

export const dropStretches: readonly Rule[] = [dropStretch];
