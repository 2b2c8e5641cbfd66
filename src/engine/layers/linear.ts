/** @file x Wᵀ + b over the last axis, whatever axes stand before it. */
import type { Tensor } from "../tensor.ts";
import { type Shape, sizeOf } from "../tensor-type.ts";
import { type Initialiser, uniform, type Variable, type VariableScope } from "../variables.ts";

export class Linear {
  /** `[out, in]`, as in PyTorch. */
  readonly weight: Variable;
  /** `[out]` */
  readonly bias: Variable;

  /** Weights and biases uniform within ±1/√in: PyTorch's kaiming_uniform_ with a = √5. */
  constructor(inputs: number, outputs: number, scope: VariableScope, bias: Initialiser = uniform(inputs ** -0.5)) {
    this.weight = scope.parameter("weight", [outputs, inputs], uniform(inputs ** -0.5));
    this.bias = scope.parameter("bias", [outputs], bias);
  }

  /** @param x `[…, in]` @returns `[…, out]` */
  apply(x: Tensor): Tensor {
    const before: Shape = x.shape.slice(0, -1);
    const rows = x.reshape([sizeOf(before), x.shape.at(-1)!]);
    return rows.gemm(this.weight.value, false, true, this.bias.value).reshape([...before, this.weight.shape[0]!]);
  }
}
