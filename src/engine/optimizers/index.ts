/** @file Every optimizer there is. To add one: write its file, then its line here. */
import { Adam } from "./adam.ts";
import { AdamW } from "./adam-w.ts";
import { Lion } from "./lion.ts";
import type { Optimizer } from "./optimizer.ts";
import { RAdam } from "./r-adam.ts";
import type { Schedule } from "./schedules/index.ts";
import { Sgd } from "./sgd.ts";

export const optimizers = {
  adam: Adam,
  adamw: AdamW,
  lion: Lion,
  radam: RAdam,
  sgd: Sgd,
} satisfies Record<string, new (options: OptimizerOptions) => Optimizer>;

export type OptimizerName = keyof typeof optimizers;

/** What every optimizer can be told. */
export interface OptimizerOptions {
  readonly learningRate: number;
  readonly schedule?: Schedule;
  readonly weightDecay?: number;
}

export { Adam, type AdamOptions } from "./adam.ts";
export { AdamW } from "./adam-w.ts";
export { Lion, type LionOptions } from "./lion.ts";
export type { Optimizer, OptimizerCall } from "./optimizer.ts";
export { RAdam } from "./r-adam.ts";
export { Sgd, type SgdOptions } from "./sgd.ts";
