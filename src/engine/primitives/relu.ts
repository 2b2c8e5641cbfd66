/** @file max(x, 0); the gradient at 0 is 0. */
import { unary } from "./elementwise.ts";

export const relu = unary("relu", "Relu", (x, _y, dy) => dy.mul(x.greater(0).toFloat()));
