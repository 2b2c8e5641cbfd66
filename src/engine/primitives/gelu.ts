/**
 * @file GELU, x Φ(x), in its exact form with the error function.
 * Hendrycks and Gimpel 2016, arXiv:1606.08415; PyTorch's default.
 */
import type { Tensor } from "../tensor.ts";
import { unary } from "./elementwise.ts";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** With u = x/√2: GELU is √½ u · 2Φ, and its derivative Φ + x φ = ½ (2Φ + 2/√π · u / exp(u²)). */
export const gelu = unary("gelu", "Gelu", (x, _y, dy) => {
  const { scaled: u, doubleCumulative } = geluParts(x);
  const slope = u.div(u.mul(u).exp()).mul(TWO_OVER_ROOT_PI);
  return dy.mul(doubleCumulative.add(slope)).mul(0.5);
});

/** What a GELU and its derivative have in common: x/√2, and 2Φ(x). */
export function geluParts(x: Tensor): { readonly scaled: Tensor; readonly doubleCumulative: Tensor } {
  const scaled = x.mul(Math.SQRT1_2);
  return { scaled, doubleCumulative: scaled.erf().add(1) };
}
