/** @file Cosine of an angle in radians. */
import { unary } from "./elementwise.ts";

export const cos = unary("cos", "Cos", (x, _y, dy) => dy.mul(x.sin()).neg());
