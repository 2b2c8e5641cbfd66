/** @file The part of the flat vector that a training moves: all of it, or what is left beside frozen parameters. */
import type { ModelState } from "./model-state.ts";
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variables.ts";

interface Run {
  readonly moves: boolean;
  readonly from: number;
  to: number;
}

export class MovingParameters {
  /** In the order of the flat vector. */
  readonly variables: readonly Variable[];
  /** The flat vector from its beginning to its end. */
  readonly #runs: Run[] = [];

  constructor(state: ModelState, isFrozen: (parameter: Variable) => boolean) {
    this.variables = state.parameters.filter((parameter) => !isFrozen(parameter));
    for (const parameter of state.parameters) {
      const { from, to } = state.rangeOf(parameter);
      const last = this.#runs.at(-1);
      if (last?.moves === !isFrozen(parameter)) last.to = to;
      else this.#runs.push({ moves: !isFrozen(parameter), from, to });
    }
  }

  /** Number of moving numbers. */
  get length(): number {
    return this.#runs.reduce((sum, { moves, from, to }) => (moves ? sum + to - from : sum), 0);
  }

  /** @param flat `[parameter]` @returns `[moving parameter]` */
  takeFrom(flat: Tensor): Tensor {
    const parts = this.#runs.filter(({ moves }) => moves).map(({ from, to }) => flat.slice(0, from, to));
    return parts[0]!.concat(parts.slice(1), 0);
  }

  /**
   * @param flat `[parameter]`, which gives what does not move
   * @param moved `[moving parameter]`
   * @returns `[parameter]`
   */
  putInto(flat: Tensor, moved: Tensor): Tensor {
    let taken = 0;
    const parts = this.#runs.map(({ moves, from, to }) => {
      if (!moves) return flat.slice(0, from, to);
      taken += to - from;
      return moved.slice(0, taken - (to - from), taken);
    });
    return parts[0]!.concat(parts.slice(1), 0);
  }
}
