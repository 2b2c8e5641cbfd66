/** @file a + b, with broadcasting. */
import { binary } from "./elementwise.ts";

export const add = binary("add", "Add", (_a, _b, dy) => [dy, dy]);
