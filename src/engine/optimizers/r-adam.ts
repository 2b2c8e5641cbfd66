/**
 * @file Adam that goes by momentum alone until its second moment is worth trusting.
 * Liu et al. 2019, arXiv:1908.03265, algorithm 2.
 */
import type { AdamOptions } from "./adam.ts";
import type { Optimizer, OptimizerCall } from "./optimizer.ts";
import { constant } from "./schedules/index.ts";

/** Below this length of the moving average the rectification is not defined; PyTorch's limit (the paper's is 4). */
const SHORTEST_AVERAGE = 5;

/** Computes as `torch.optim.RAdam` of PyTorch 1.13, with weight decay inside the gradient (L2). */
export class RAdam implements Optimizer {
  readonly slots = ["exp_avg", "exp_avg_sq"] as const;
  readonly #options: Required<AdamOptions>;

  constructor(options: AdamOptions) {
    this.#options = { schedule: constant(), betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0, ...options };
  }

  /** One of the two is zero: what multiplies the adaptive move, and what the plain one. */
  scalars(step: number) {
    const { learningRate, schedule, betas } = this.#options;
    const rate = (learningRate * schedule(step - 1)) / (1 - betas[0] ** step);
    const correction = 1 - betas[1] ** step;
    const longest = 2 / (1 - betas[1]) - 1; // ρ∞
    const length = longest - (2 * step * betas[1] ** step) / correction; // ρₜ
    if (length <= SHORTEST_AVERAGE) return { adaptive: 0, plain: rate };
    const rectification = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
    return { adaptive: rate * rectification * Math.sqrt(correction), plain: 0 };
  }

  update({ parameters, gradient, slots, scalars }: OptimizerCall) {
    const { betas, epsilon, weightDecay } = this.#options;
    const g = weightDecay === 0 ? gradient : gradient.add(parameters.mul(weightDecay));
    const first = slots["exp_avg"]!.mul(betas[0]).add(g.mul(1 - betas[0]));
    const second = slots["exp_avg_sq"]!.mul(betas[1]).add(g.square().mul(1 - betas[1]));
    const rate = scalars["adaptive"]!.div(second.sqrt().add(epsilon)).add(scalars["plain"]!);
    return { parameters: parameters.sub(first.mul(rate)), slots: { exp_avg: first, exp_avg_sq: second } };
  }
}
