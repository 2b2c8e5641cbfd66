/**
 * @file Every schedule that is a function of the step alone. To add one: write its file, then its line here.
 * `ReduceOnPlateau` stands beside them: it listens to a loss, and has a state to save.
 */
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { oneCycle } from "./one-cycle.ts";
import type { Schedule } from "./schedule.ts";
import { step } from "./step.ts";

export const schedules = {
  constant,
  cosine,
  one_cycle: oneCycle,
  step,
} satisfies Record<string, (options: never) => Schedule>;

export type ScheduleName = keyof typeof schedules;
export { constant } from "./constant.ts";
export { type CosineOptions, cosine } from "./cosine.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export { type PlateauOptions, type PlateauState, ReduceOnPlateau } from "./reduce-on-plateau.ts";
export type { Schedule } from "./schedule.ts";
export { type StepOptions, step } from "./step.ts";
