/** @file a · b element by element, with broadcasting. */
import { binary } from "./elementwise.ts";

export const mul = binary("mul", "Mul", (a, b, dy) => [dy.mul(b), dy.mul(a)]);
