/** @file |x|; the gradient at 0 is 0. */
import { unary } from "./elementwise.ts";

export const abs = unary("abs", "Abs", (x, _y, dy) => dy.mul(x.sign()));
