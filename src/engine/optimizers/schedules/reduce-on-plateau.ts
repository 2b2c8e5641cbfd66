/** @file The learning rate falls when a loss has not improved for some time: `torch.optim.lr_scheduler.ReduceLROnPlateau`. */
import type { Schedule } from "./schedule.ts";

export interface PlateauOptions {
  readonly factor?: number;
  /** Observations without improvement that are borne; the next one reduces. */
  readonly patience?: number;
  /** An improvement is a loss below the best by this share of it. */
  readonly threshold?: number;
  /** The factor never falls below. */
  readonly floor?: number;
}

/** Plain numbers: whoever resumes a training saves them and gives them back. */
export interface PlateauState {
  readonly factor: number;
  /** Lowest loss so far; null before the first. */
  readonly best: number | null;
  /** Observations since the best. */
  readonly waited: number;
}

export class ReduceOnPlateau {
  state: PlateauState = { factor: 1, best: null, waited: 0 };
  readonly #options: Required<PlateauOptions>;

  constructor(options: PlateauOptions = {}) {
    this.#options = { factor: 0.1, patience: 10, threshold: 1e-4, floor: 0, ...options };
  }

  /** What to give to an optimizer: it reads the state at every step. */
  readonly schedule: Schedule = () => this.state.factor;

  /** @param loss of the validation, after each epoch */
  observe(loss: number): void {
    const { best, waited, factor } = this.state;
    const { patience, threshold, floor } = this.#options;
    if (best === null || loss < best * (1 - threshold)) {
      this.state = { factor, best: loss, waited: 0 };
    } else if (waited < patience) {
      this.state = { factor, best, waited: waited + 1 };
    } else {
      this.state = { factor: Math.max(factor * this.#options.factor, floor), best, waited: 0 };
    }
  }
}
