/** @file Adam with weight decay inside the gradient (L2). Kingma and Ba 2014, arXiv:1412.6980, algorithm 1. */
import type { Optimizer, OptimizerCall } from "./optimizer.ts";
import { constant, type Schedule } from "./schedules/index.ts";

export interface AdamOptions {
  readonly learningRate: number;
  readonly schedule?: Schedule;
  /** Decay rates of the two moments, β₁ and β₂. */
  readonly betas?: readonly [number, number];
  /** Added to the denominator, ε. */
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/** Rounds as PyTorch's `torch.optim.Adam` does: ε is added after the second moment's bias is corrected. */
export class Adam implements Optimizer {
  readonly slots = ["exp_avg", "exp_avg_sq"] as const;
  readonly #options: Required<AdamOptions>;

  constructor(options: AdamOptions) {
    this.#options = { schedule: constant(), betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0, ...options };
  }

  /** @param step counts from 1 */
  learningRate(step: number): number {
    return this.#options.learningRate * this.#options.schedule(step - 1);
  }

  scalars(step: number) {
    const { betas } = this.#options;
    return {
      step_size: this.learningRate(step) / (1 - betas[0] ** step),
      root_bias_correction: Math.sqrt(1 - betas[1] ** step),
    };
  }

  update({ parameters, gradient, slots, scalars }: OptimizerCall) {
    const { betas, epsilon, weightDecay } = this.#options;
    const g = weightDecay === 0 ? gradient : gradient.add(parameters.mul(weightDecay));
    const first = slots["exp_avg"]!.mul(betas[0]).add(g.mul(1 - betas[0]));
    const second = slots["exp_avg_sq"]!.mul(betas[1]).add(g.mul(g).mul(1 - betas[1]));
    const denominator = second.sqrt().div(scalars["root_bias_correction"]!).add(epsilon);
    const moved = parameters.sub(first.div(denominator).mul(scalars["step_size"]!));
    return { parameters: moved, slots: { exp_avg: first, exp_avg_sq: second } };
  }
}
