/** @file -1, 0 or 1; nothing flows back. */
import { step } from "./elementwise.ts";

export const sign = step("sign", "Sign");
