/** @file The error function; ONNX Runtime has it in single precision only. */
import { unary } from "./elementwise.ts";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

export const erf = unary("erf", "Erf", (x, _y, dy) => dy.mul(x.mul(x).neg().exp().mul(TWO_OVER_ROOT_PI)));
