/** @file Ends a training that no longer becomes better: a validation number that has not improved for some epochs. */
import { type Infer, schema } from "#config/schema";
import type { SplitResult } from "../split-result.ts";
import { assertMeasured } from "../validation-names.ts";

export const earlyStoppingConfig = schema.strictObject({
  /** Epochs without an improvement after which the training ends; null for never. */
  patience: schema.int().positive().nullable().default(null),
  /** An improvement is larger than this. */
  min_delta: schema.number().min(0).default(0),
  /** A loss or a metric of the validation split by name, e.g. `total`, `rec_tokens`, `accuracy`. */
  monitor: schema.string().min(1).default("total"),
  /** Whether a better one is smaller or larger. */
  mode: schema.enum(["min", "max"]).default("min"),
});

export type EarlyStoppingConfig = Infer<typeof earlyStoppingConfig>;

/** Plain numbers, saved with the position of a training. */
export interface EarlyStoppingState {
  readonly best: number | null;
  /** Epochs since the best. */
  readonly waited: number;
}

export class EarlyStopping {
  state: EarlyStoppingState;
  readonly #config: EarlyStoppingConfig;

  constructor(config: EarlyStoppingConfig, state: EarlyStoppingState = { best: null, waited: 0 }) {
    this.#config = config;
    this.state = state;
  }

  get isOver(): boolean {
    return this.#config.patience !== null && this.state.waited >= this.#config.patience;
  }

  /** What a progress line says, e.g. `no better total for 3 of 5 epochs`; null while there is nothing to say. */
  get decision(): string | null {
    const { patience, monitor } = this.#config;
    if (patience === null || this.state.waited === 0) return null;
    return `no better ${monitor} for ${this.state.waited} of ${patience} epochs`;
  }

  /** @throws FixableError `training/unknown-metric` where the split has no number of that name */
  observe({ losses, metrics }: SplitResult): void {
    const { patience, monitor, mode, min_delta } = this.#config;
    if (patience === null) return;
    const numbers = { ...metrics, ...losses };
    assertMonitored(this.#config, () => Object.keys(numbers));
    const value = numbers[monitor]!;
    const { best, waited } = this.state;
    const gain = best === null ? Number.POSITIVE_INFINITY : mode === "min" ? best - value : value - best;
    this.state = gain > min_delta ? { best: value, waited: 0 } : { best, waited: waited + 1 };
  }
}

/** @param names of what a validation measures, where they matter. @throws FixableError `training/unknown-metric` */
export function assertMonitored({ patience, monitor }: EarlyStoppingConfig, names: () => readonly string[]): void {
  if (patience !== null) assertMeasured(monitor, names(), "phase1.trainer.early_stopping.monitor");
}
