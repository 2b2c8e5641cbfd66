/** @file Adam whose weight decay stands beside the gradient. Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2. */
import { Adam, type AdamOptions } from "./adam.ts";
import type { Optimizer, OptimizerCall } from "./optimizer.ts";

/** As `torch.optim.AdamW`: the weights shrink first, by the learning rate of the step, then Adam moves them. */
export class AdamW implements Optimizer {
  readonly #adam: Adam;
  readonly #weightDecay: number;

  /** `weightDecay` is 0.01 where it is not given, PyTorch's default. */
  constructor({ weightDecay = 0.01, ...options }: AdamOptions) {
    this.#adam = new Adam(options);
    this.#weightDecay = weightDecay;
  }

  get slots() {
    return this.#adam.slots;
  }

  scalars(step: number) {
    return { ...this.#adam.scalars(step), kept: 1 - this.#adam.learningRate(step) * this.#weightDecay };
  }

  update(call: OptimizerCall) {
    return this.#adam.update({ ...call, parameters: call.parameters.mul(call.scalars["kept"]!) });
  }
}
