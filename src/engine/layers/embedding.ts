/** @file A learned vector for each of a few kinds. */
import type { Tensor } from "../tensor.ts";
import { normal, type Variable, type VariableScope } from "../variables.ts";

export class Embedding {
  /** `[kind, feature]` */
  readonly weight: Variable;

  /** Standard normal, PyTorch's default. */
  constructor(kinds: number, features: number, scope: VariableScope) {
    this.weight = scope.parameter("weight", [kinds, features], normal(1));
  }

  /** @param kinds `[…]`, whole numbers below the number of kinds @returns `[…, feature]` */
  apply(kinds: Tensor): Tensor {
    return this.weight.value.gather(kinds);
  }
}
