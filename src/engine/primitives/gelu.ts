/**
 * @file GELU, x Φ(x), in its exact form with the error function.
 * Hendrycks and Gimpel 2016, arXiv:1606.08415; PyTorch's default.
 */
import { unary } from "./elementwise.ts";

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

export const gelu = unary("gelu", "Gelu", (x, _y, dy) => {
  const cumulative = x.mul(ROOT_HALF).erf().mul(0.5).add(0.5); // Φ(x)
  const density = x
    .mul(x)
    .mul(-0.5)
    .exp()
    .mul(1 / ROOT_TWO_PI); // φ(x)
  return dy.mul(x.mul(density).add(cumulative));
});
