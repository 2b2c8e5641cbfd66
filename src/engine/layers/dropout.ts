/** @file Dropout: in training each value is zero with a chance, and the others grow to keep the mean. Srivastava et al. 2014. */
import { Tensor } from "../tensor.ts";
import { shapeError } from "../tensor-type.ts";
import type { VariableScope } from "../variables.ts";

export class Dropout {
  readonly rate: number;
  readonly #stream: string;

  /** @param rate chance of zero, 0 ≤ rate < 1 */
  constructor(rate: number, scope: VariableScope) {
    if (!(rate >= 0 && rate < 1)) throw shapeError(`dropout rate ${rate}, expected 0 ≤ rate < 1`);
    this.rate = rate;
    this.#stream = scope.nameOf("dropout");
  }

  /** @param learning whether the pass is a learning step; an evaluation passes through */
  apply(x: Tensor, learning: boolean): Tensor {
    if (this.rate === 0 || !learning) return x;
    const draw = Tensor.leaf(x, { kind: "uniform", name: this.#stream });
    return x.mul(draw.less(this.rate).where(0, 1 / (1 - this.rate)));
  }
}
