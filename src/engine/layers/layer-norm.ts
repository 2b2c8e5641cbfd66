/** @file Layer normalisation: each vector to mean 0 and variance 1, then scaled and shifted. Ba et al. 2016, arXiv:1607.06450. */
import type { Tensor } from "../tensor.ts";
import { filled, type Variable, type VariableScope } from "../variables.ts";

export interface NormOptions {
  /** Added to the variance, ε. */
  readonly epsilon?: number;
}

export class LayerNorm {
  /** `[feature]`, ones at the start. */
  readonly weight: Variable;
  /** `[feature]`, zeros at the start. */
  readonly bias: Variable;
  readonly #epsilon: number;

  constructor(features: number, scope: VariableScope, { epsilon = 1e-5 }: NormOptions = {}) {
    this.weight = scope.parameter("weight", [features], filled(1));
    this.bias = scope.parameter("bias", [features], filled(0));
    this.#epsilon = epsilon;
  }

  /** @param x `[…, feature]` @returns the same shape */
  apply(x: Tensor): Tensor {
    const centred = x.sub(x.mean([-1], true));
    const variance = centred.square().mean([-1], true);
    return centred.div(variance.add(this.#epsilon).sqrt()).mul(this.weight.value).add(this.bias.value);
  }
}
