/** @file The nearest whole number, the even one of two equally near (as in PyTorch); nothing flows back. */
import { step } from "./elementwise.ts";

export const round = step("round", "Round");
