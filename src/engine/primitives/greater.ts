/** @file a > b, with broadcasting. */
import { comparison } from "./elementwise.ts";

export const greater = comparison("greater", "Greater");
