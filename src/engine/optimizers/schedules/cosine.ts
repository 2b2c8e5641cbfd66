/** @file A straight rise to the full learning rate, then half a cosine down. Loshchilov and Hutter 2016, arXiv:1608.03983. */
import type { Schedule } from "./schedule.ts";

export interface CosineOptions {
  /** Length of the whole training. */
  readonly steps: number;
  /** Steps of the rise, which ends with the full rate; 0 for none. */
  readonly warmUp?: number;
  /** Factor at the end and after it. */
  readonly floor?: number;
}

export const cosine =
  ({ steps, warmUp = 0, floor = 0 }: CosineOptions): Schedule =>
  (taken) => {
    if (taken < warmUp) return (taken + 1) / warmUp;
    const progress = Math.min(1, (taken - warmUp) / Math.max(1, steps - warmUp));
    return floor + ((1 - floor) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
