/** @file a / b, with broadcasting. */
import { binary } from "./elementwise.ts";

export const div = binary("div", "Div", (_a, b, dy, y) => [dy.div(b), dy.mul(y).div(b).neg()]);
