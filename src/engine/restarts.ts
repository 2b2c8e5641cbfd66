/** @file Parameters that start anew in the middle of a training, inside the graph of a step: codes that nobody chose. */
import type { ModelState } from "./model-state.ts";
import type { Objective, Restart } from "./objective.ts";
import type { Tensor } from "./tensor.ts";
import { sizeOf } from "./tensor-type.ts";
import type { Variable } from "./variables.ts";

export class Restarts {
  /** In the order of the flat vector. */
  readonly #restarts: readonly Restart[];
  readonly #state: ModelState;

  /** What is frozen does not start anew either. */
  constructor(
    { restarts = [] }: Pick<Objective, "restarts">,
    { state, isFrozen }: { readonly state: ModelState; readonly isFrozen: (variable: Variable) => boolean },
  ) {
    this.#state = state;
    this.#restarts = restarts
      .filter(({ parameter }) => !isFrozen(parameter))
      .toSorted((a, b) => state.rangeOf(a.parameter).from - state.rangeOf(b.parameter).from);
  }

  get some(): boolean {
    return this.#restarts.length > 0;
  }

  /** @param flat `[parameter]`, the numbers of all parameters or their average */
  within(flat: Tensor): Tensor {
    return this.#replaced(flat, ({ value }) => value);
  }

  /** @param flat `[parameter]`, what an optimizer remembers of each: nothing of a number that starts anew */
  forgottenIn(flat: Tensor): Tensor {
    return this.#replaced(flat, () => 0);
  }

  #replaced(flat: Tensor, by: (restart: Restart) => Tensor | number): Tensor {
    if (!this.some) return flat;
    const parts: Tensor[] = [];
    let end = 0;
    for (const restart of this.#restarts) {
      const { from, to } = this.#state.rangeOf(restart.parameter);
      if (from > end) parts.push(flat.slice(0, end, from));
      const old = flat.slice(0, from, to).reshape(restart.parameter.shape);
      parts.push(restart.where.where(by(restart), old).reshape([to - from]));
      end = to;
    }
    const length = sizeOf(flat.shape);
    if (length > end) parts.push(flat.slice(0, end, length));
    return parts[0]!.concat(parts.slice(1), 0);
  }
}
