/** @file a - b, with broadcasting. */
import { binary } from "./elementwise.ts";

export const sub = binary("sub", "Sub", (_a, _b, dy) => [dy, dy.neg()]);
