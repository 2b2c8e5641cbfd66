/** @file Rows that are spread over a batch and taken out again (`packed-rows.ts`) might as well have stayed rows. */
import { primitives } from "../primitives/index.ts";
import { apply, type Tensor } from "../tensor.ts";
import { isSameShape } from "../tensor-type.ts";
import { madeBy, type Rule } from "./rule.ts";

const { add, gather, reshape, scatterAdd, sub } = primitives;

const arePlaces = ({ origin }: Tensor) => origin.kind === "leaf" && origin.leaf.kind === "places";

/** The rows that were spread over these places, and nothing beside them. */
function spreadOver(places: Tensor, x: Tensor): Tensor | null {
  const [rows, at] = madeBy(scatterAdd, x)?.inputs ?? [];
  return rows && at === places ? rows : null;
}

/** Spread and taken out again: places are all different, so every row comes back as it went. */
const takenOut: Rule = (tensor) => {
  const [x, places] = madeBy(gather, tensor)?.inputs ?? [];
  return x && places && arePlaces(places) ? spreadOver(places, x) : null;
};

/** (spread rows ± others)[places] → rows ± others[places]: there are fewer rows than places to spread them over. */
const takenOutOfSum: Rule = (tensor) => {
  const [x, places] = madeBy(gather, tensor)?.inputs ?? [];
  if (!x || !places || !arePlaces(places)) return null;
  const whole = beforeReshape(x);
  for (const operation of [add, sub]) {
    const terms = madeBy(operation, whole)?.inputs ?? [];
    if (terms.length === 0 || !terms.every(({ shape }) => isSameShape(shape, whole.shape))) continue;
    const flat = terms.map((term) => {
      const before = beforeReshape(term);
      return isSameShape(before.shape, x.shape) ? before : term.reshape(x.shape);
    });
    if (flat.some((term) => spreadOver(places, term)))
      return apply(
        operation,
        flat.map((term) => term.gather(places)),
      );
  }
  return null;
};

const beforeReshape = (tensor: Tensor) => madeBy(reshape, tensor)?.inputs[0] ?? tensor;

export const skipUnpacking: readonly Rule[] = [takenOut, takenOutOfSum];
