/**
 * @file GELU's own kernel is the fastest way forward; where its gradient is wanted too, both need the same error
 * function, which is the dearest part, and computing it once is faster.
 */

import { gelu, geluParts } from "../primitives/gelu.ts";
import { primitives } from "../primitives/index.ts";
import type { Tensor } from "../tensor.ts";
import { madeBy, numberIn, type Rule } from "./rule.ts";

/** @param graph every tensor of it */
export function shareGelu(graph: readonly Tensor[]): Rule {
  const differentiated = new Set(graph.flatMap((tensor) => argumentOfErf(tensor) ?? []));
  return (tensor, { original }) => {
    const x = madeBy(gelu, tensor)?.inputs[0];
    if (!x || !differentiated.has(madeBy(gelu, original)!.inputs[0]!)) return null;
    const { scaled, doubleCumulative } = geluParts(x);
    return scaled.mul(doubleCumulative).mul(Math.SQRT1_2);
  };
}

/** x of erf(x · √½). */
function argumentOfErf(tensor: Tensor): Tensor | null {
  const erf = madeBy(primitives.erf, tensor);
  const [x, factor] = (erf && madeBy(primitives.mul, erf.inputs[0]!)?.inputs) ?? [];
  return x && factor && numberIn(factor) === Math.SQRT1_2 ? x : null;
}
