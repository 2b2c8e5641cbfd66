/** @file Moves every parameter by the same amount, in the direction of a momentum's sign. Chen et al. 2023, arXiv:2302.06675, algorithm 2. */
import type { Optimizer, OptimizerCall } from "./optimizer.ts";
import { constant, type Schedule } from "./schedules/index.ts";

export interface LionOptions {
  /** Three to ten times smaller than Adam's. */
  readonly learningRate: number;
  readonly schedule?: Schedule;
  /** Of the direction, β₁, and of the momentum, β₂. */
  readonly betas?: readonly [number, number];
  /** Beside the gradient, as in AdamW. */
  readonly weightDecay?: number;
}

export class Lion implements Optimizer {
  readonly slots = ["exp_avg"] as const;
  readonly #options: Required<LionOptions>;

  constructor(options: LionOptions) {
    this.#options = { schedule: constant(), betas: [0.9, 0.99], weightDecay: 0, ...options };
  }

  scalars(step: number) {
    const { learningRate, schedule, weightDecay } = this.#options;
    const rate = learningRate * schedule(step - 1);
    return { learning_rate: rate, kept: 1 - rate * weightDecay };
  }

  update({ parameters, gradient, slots, scalars }: OptimizerCall) {
    const { betas } = this.#options;
    const momentum = slots["exp_avg"]!;
    const direction = momentum
      .mul(betas[0])
      .add(gradient.mul(1 - betas[0]))
      .sign();
    return {
      parameters: parameters.mul(scalars["kept"]!).sub(direction.mul(scalars["learning_rate"]!)),
      slots: { exp_avg: momentum.mul(betas[1]).add(gradient.mul(1 - betas[1])) },
    };
  }
}
