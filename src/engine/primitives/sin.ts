/** @file Sine of an angle in radians. */
import { unary } from "./elementwise.ts";

export const sin = unary("sin", "Sin", (x, _y, dy) => dy.mul(x.cos()));
