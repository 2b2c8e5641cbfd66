/** @file The contract of an optimizer: how the parameters move, given their gradient. */
import type { Tensor } from "../tensor.ts";

export interface Optimizer {
  /** What it remembers from step to step: tensors of the parameters' shape, by name, zero before the first step. */
  readonly slots: readonly string[];

  /**
   * What depends on the step's number alone, computed in double precision outside the graph.
   *
   * @param step counts from 1
   */
  scalars(step: number): Readonly<Record<string, number>>;

  update(call: OptimizerCall): { readonly parameters: Tensor; readonly slots: Readonly<Record<string, Tensor>> };
}

export interface OptimizerCall {
  /** All parameters as one vector `[parameter]`. */
  readonly parameters: Tensor;
  /** `[parameter]`, already clipped. */
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
  /** The values of `scalars(step)`, as tensors of shape `[]`. */
  readonly scalars: Readonly<Record<string, Tensor>>;
}
