/** @file A chain of linear layers with an activation after each but the last. */
import type { Tensor } from "../tensor.ts";
import type { VariableScope } from "../variables.ts";
import { type ActivationName, activations } from "./activation.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";

export interface MlpOptions {
  /** Inputs, hidden widths, outputs. */
  readonly widths: readonly number[];
  readonly activation: ActivationName;
  readonly dropout?: number;
}

export class Mlp {
  readonly layers: readonly Linear[];
  readonly #dropouts: readonly Dropout[];
  readonly #activate: (x: Tensor) => Tensor;

  /**
   * Layers are numbered as in the `Sequential` of the Python system, where activations and dropouts count:
   * 0, 2, 4 …, or 0, 3, 6 … with dropout.
   */
  constructor({ widths, activation, dropout = 0 }: MlpOptions, scope: VariableScope) {
    const stride = dropout > 0 ? 3 : 2;
    this.layers = widths.slice(1).map((width, i) => new Linear(widths[i]!, width, scope.at(i * stride)));
    this.#dropouts = this.layers.slice(1).map((_, i) => new Dropout(dropout, scope.at(i * stride + 2)));
    this.#activate = activations[activation];
  }

  /** @param x `[…, in]` @returns `[…, out]` */
  apply(x: Tensor, learning: boolean): Tensor {
    return this.layers.reduce(
      (value, layer, i) =>
        i === 0 ? layer.apply(value) : layer.apply(this.#dropouts[i - 1]!.apply(this.#activate(value), learning)),
      x,
    );
  }
}
