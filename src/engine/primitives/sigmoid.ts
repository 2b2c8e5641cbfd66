/** @file 1 / (1 + e⁻ˣ). */
import { unary } from "./elementwise.ts";

export const sigmoid = unary("sigmoid", "Sigmoid", (_x, y, dy) => dy.mul(y).mul(y.neg().add(1)));
