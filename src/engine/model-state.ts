/**
 * @file The numbers of a model while it trains: all parameters as one vector, the optimizer's memory of the same
 * length, and the buffers. What a step changes is replaced whole, never in part.
 */
import { FixableError } from "#utils/fixable-error.ts";
import type { HostTensor } from "./session.ts";
import type { Tensor } from "./tensor.ts";
import { isSameShape, showShape, sizeOf } from "./tensor-type.ts";
import type { Variable } from "./variables.ts";

export class ModelState {
  readonly variables: readonly Variable[];
  /** Steps taken so far. */
  step = 0;
  /** Host values by input name: `state.parameters`, `state.<slot>`, and each buffer under its own name. */
  readonly values: Record<string, HostTensor> = {};
  readonly #offsets = new Map<Variable, number>();

  constructor(variables: readonly Variable[]) {
    this.variables = variables;
    let length = 0;
    for (const variable of this.parameters) {
      this.#offsets.set(variable, length);
      length += sizeOf(variable.shape);
    }
    this.values[FLAT] = { dtype: "float32", shape: [length], data: new Float32Array(length) };
    for (const variable of variables) this.set(variable, variable.initial);
  }

  get parameters(): readonly Variable[] {
    return this.variables.filter(({ kind }) => kind === "parameter");
  }

  get buffers(): readonly Variable[] {
    return this.variables.filter(({ kind }) => kind === "buffer");
  }

  /** Number of trained numbers. */
  get parameterCount(): number {
    return this.values[FLAT]!.data.length;
  }

  /** A copy of a variable's numbers, row-major. */
  get(variable: Variable): Float32Array {
    const offset = this.#offsets.get(variable);
    if (offset === undefined) return Float32Array.from(this.values[variable.name]!.data as Float32Array);
    return (this.values[FLAT]!.data as Float32Array).slice(offset, offset + sizeOf(variable.shape));
  }

  set(variable: Variable, values: Float32Array): void {
    const offset = this.#offsets.get(variable);
    if (offset === undefined) {
      this.values[variable.name] = { dtype: "float32", shape: variable.shape, data: Float32Array.from(values) };
    } else {
      (this.values[FLAT]!.data as Float32Array).set(values, offset);
    }
  }

  /** Every variable by name, in the order of making: what a checkpoint holds. */
  toTensors(): Map<string, HostTensor & { readonly dtype: "float32"; readonly data: Float32Array }> {
    return new Map(
      this.variables.map((variable) => [
        variable.name,
        { dtype: "float32", shape: variable.shape, data: this.get(variable) },
      ]),
    );
  }

  /**
   * Takes over the numbers of a checkpoint; all or none.
   *
   * @throws FixableError `engine/state-mismatch` where a name is missing, unknown, or has another shape
   */
  load(
    tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number | bigint> }>,
  ): void {
    const problems = this.variables.flatMap(({ name, shape }) => {
      const found = tensors.get(name);
      if (!found) return [`${name} is missing`];
      return isSameShape(found.shape, shape)
        ? []
        : [`${name} has shape ${showShape(found.shape)}, expected ${showShape(shape)}`];
    });
    const known = new Set(this.variables.map(({ name }) => name));
    problems.push(
      ...[...tensors.keys()].filter((name) => !known.has(name)).map((name) => `${name} is not in the model`),
    );
    if (problems.length > 0) {
      throw new FixableError({
        code: "engine/state-mismatch",
        problem: `the weights are of another model: ${problems.join("; ")}`,
      });
    }
    for (const variable of this.variables) {
      this.set(variable, Float32Array.from(tensors.get(variable.name)!.data as ArrayLike<number>));
    }
  }

  /** A parameter as a view of the flat vector, for the graph. */
  viewOf(parameter: Variable, flat: Tensor): Tensor {
    const offset = this.#offsets.get(parameter)!;
    return flat.slice(0, offset, offset + sizeOf(parameter.shape)).reshape(parameter.shape);
  }
}

/** Name of the flat vector among a graph's inputs. */
export const FLAT = "state.parameters";
