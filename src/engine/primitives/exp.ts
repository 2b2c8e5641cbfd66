/** @file eˣ. */
import { unary } from "./elementwise.ts";

export const exp = unary("exp", "Exp", (_x, y, dy) => dy.mul(y));
