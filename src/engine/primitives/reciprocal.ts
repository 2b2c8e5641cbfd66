/** @file 1 / x. */
import { unary } from "./elementwise.ts";

export const reciprocal = unary("reciprocal", "Reciprocal", (_x, y, dy) => dy.mul(y).mul(y).neg());
