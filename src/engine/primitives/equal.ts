/** @file a = b, with broadcasting. */
import { comparison } from "./elementwise.ts";

export const equal = comparison("equal", "Equal");
