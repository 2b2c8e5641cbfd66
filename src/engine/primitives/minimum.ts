/** @file The smaller of two, with broadcasting; equal values share the gradient, as in PyTorch. */
import { binary } from "./elementwise.ts";

export const minimum = binary("minimum", "Min", (a, b, dy) => [
  dy.mul(a.less(b).toFloat().add(a.equal(b).toFloat().mul(0.5))),
  dy.mul(b.less(a).toFloat().add(a.equal(b).toFloat().mul(0.5))),
]);
