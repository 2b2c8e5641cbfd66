/** @file The learning rate falls by a factor every so many steps: `torch.optim.lr_scheduler.StepLR`. */
import type { Schedule } from "./schedule.ts";

export interface StepOptions {
  /** Steps from one fall to the next. */
  readonly every: number;
  readonly factor: number;
}

export const step =
  ({ every, factor }: StepOptions): Schedule =>
  (taken) =>
    factor ** Math.floor(taken / every);
