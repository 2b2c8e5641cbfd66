/** @file -x. */
import { unary } from "./elementwise.ts";

export const neg = unary("neg", "Neg", (_x, _y, dy) => dy.neg());
