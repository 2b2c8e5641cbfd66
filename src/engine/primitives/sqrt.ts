/** @file The square root. */
import { unary } from "./elementwise.ts";

export const sqrt = unary("sqrt", "Sqrt", (_x, y, dy) => dy.div(y.mul(2)));
