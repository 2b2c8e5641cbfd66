/** @file The largest whole number not above; nothing flows back. */
import { step } from "./elementwise.ts";

export const floor = step("floor", "Floor");
