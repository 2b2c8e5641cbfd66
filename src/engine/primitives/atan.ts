/** @file The angle whose tangent it is, between -π/2 and π/2. */
import { unary } from "./elementwise.ts";

export const atan = unary("atan", "Atan", (x, _y, dy) => dy.div(x.mul(x).add(1)));
