/** @file The hyperbolic tangent. */
import { unary } from "./elementwise.ts";

export const tanh = unary("tanh", "Tanh", (_x, y, dy) => dy.mul(y.mul(y).neg().add(1)));
