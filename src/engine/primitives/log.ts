/** @file The natural logarithm. */
import { unary } from "./elementwise.ts";

export const log = unary("log", "Log", (x, _y, dy) => dy.div(x));
