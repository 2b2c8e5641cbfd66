/** @file Stochastic gradient descent with momentum, plain or Nesterov's; weight decay inside the gradient (L2). */
import type { Tensor } from "../tensor.ts";
import type { Optimizer, OptimizerCall } from "./optimizer.ts";
import { constant, type Schedule } from "./schedules/index.ts";

export interface SgdOptions {
  readonly learningRate: number;
  readonly schedule?: Schedule;
  /** Share of the last move that goes on, 0 for none. */
  readonly momentum?: number;
  /** Looks ahead along the momentum: Sutskever et al. 2013. */
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
}

const MOMENTUM = "momentum_buffer";

/** Computes as `torch.optim.SGD` does, where the learning rate is outside the momentum. */
export class Sgd implements Optimizer {
  readonly slots: readonly string[];
  readonly #options: Required<SgdOptions>;

  constructor(options: SgdOptions) {
    this.#options = { schedule: constant(), momentum: 0, nesterov: false, weightDecay: 0, ...options };
    this.slots = this.#options.momentum === 0 ? [] : [MOMENTUM];
  }

  scalars(step: number) {
    return { learning_rate: this.#options.learningRate * this.#options.schedule(step - 1) };
  }

  update({ parameters, gradient, slots, scalars }: OptimizerCall) {
    const { momentum, nesterov, weightDecay } = this.#options;
    const g = weightDecay === 0 ? gradient : gradient.add(parameters.mul(weightDecay));
    const velocity = slots[MOMENTUM]?.mul(momentum).add(g);
    const move = velocity === undefined ? g : nesterov ? g.add(velocity.mul(momentum)) : velocity;
    const kept: Record<string, Tensor> = velocity ? { [MOMENTUM]: velocity } : {};
    return { parameters: parameters.sub(move.mul(scalars["learning_rate"]!)), slots: kept };
  }
}
