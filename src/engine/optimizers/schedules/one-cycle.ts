/** @file Up by a cosine and down by a longer one. Smith and Topin 2017, arXiv:1708.07120; `torch.optim.lr_scheduler.OneCycleLR`. */
import type { Schedule } from "./schedule.ts";

export interface OneCycleOptions {
  /** Length of the whole training. */
  readonly steps: number;
  /** Share of the steps that rise. */
  readonly rise?: number;
  /** The first factor is 1 over this. */
  readonly startDivisor?: number;
  /** The last factor is the first over this. */
  readonly endDivisor?: number;
}

/** The learning rate it multiplies is the highest of the cycle. */
export function oneCycle({ steps, rise = 0.3, startDivisor = 25, endDivisor = 1e4 }: OneCycleOptions): Schedule {
  const top = rise * steps - 1;
  const start = 1 / startDivisor;
  return (taken) => {
    if (taken < top) return along(start, 1, taken / top);
    return along(1, start / endDivisor, Math.min(1, (taken - top) / (steps - 1 - top)));
  };
}

const along = (from: number, to: number, share: number) => to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
