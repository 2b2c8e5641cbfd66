/** @file a < b, with broadcasting. */
import { comparison } from "./elementwise.ts";

export const less = comparison("less", "Less");
