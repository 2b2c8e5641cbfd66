/** @file Root-mean-square normalisation: each vector to mean square 1, then scaled. Zhang and Sennrich 2019, arXiv:1910.07467. */
import type { Tensor } from "../tensor.ts";
import { filled, type Variable, type VariableScope } from "../variables.ts";
import type { NormOptions } from "./layer-norm.ts";

export class RmsNorm {
  /** `[feature]`, ones at the start. */
  readonly weight: Variable;
  readonly #epsilon: number;

  constructor(features: number, scope: VariableScope, { epsilon = 1e-5 }: NormOptions = {}) {
    this.weight = scope.parameter("weight", [features], filled(1));
    this.#epsilon = epsilon;
  }

  /** @param x `[…, feature]` @returns the same shape */
  apply(x: Tensor): Tensor {
    return x.div(x.square().mean([-1], true).add(this.#epsilon).sqrt()).mul(this.weight.value);
  }
}
