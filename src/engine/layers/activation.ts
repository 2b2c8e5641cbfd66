/** @file The activations that a config can name. */
import type { Tensor } from "../tensor.ts";

export const activations = {
  gelu: (x: Tensor) => x.gelu(),
  relu: (x: Tensor) => x.relu(),
  silu: (x: Tensor) => x.silu(),
  tanh: (x: Tensor) => x.tanh(),
} as const;

export type ActivationName = keyof typeof activations;
