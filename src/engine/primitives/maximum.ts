/** @file The larger of two, with broadcasting; equal values share the gradient, as in PyTorch. */
import { binary } from "./elementwise.ts";

export const maximum = binary("maximum", "Max", (a, b, dy) => [
  dy.mul(a.greater(b).toFloat().add(a.equal(b).toFloat().mul(0.5))),
  dy.mul(b.greater(a).toFloat().add(a.equal(b).toFloat().mul(0.5))),
]);
