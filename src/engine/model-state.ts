/**
 * @file The numbers of a model while it trains: all parameters as one vector, the optimizer's memory of the same
 * length, and the buffers. What a step changes is replaced whole, never in part.
 */
import { FixableError } from "#utils/fixable-error.ts";
import type { HostTensor } from "./session.ts";
import { Tensor } from "./tensor.ts";
import { isSameShape, type Shape, showShape, sizeOf } from "./tensor-type.ts";
import type { Variable } from "./variables.ts";

/** How far a player has come: steps taken, and batches gathered since the last. */
export interface Progress {
  readonly step: number;
  readonly gathered: number;
}

/** Everything an exact resume needs: all numbers by name, and the counts that key schedules and random draws. */
export interface Snapshot {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly progress: Readonly<Record<string, Progress>>;
}

/** As in a checkpoint; row-major. */
export type NamedTensors = ReadonlyMap<string, { readonly shape: Shape; readonly data: ArrayLike<number | bigint> }>;

/** The weights as they are, or their moving average where one is kept. */
export type WhichWeights = "latest" | "averaged";

const FLAT = "state.parameters";
const AVERAGE = "state.average";

export class ModelState {
  readonly variables: readonly Variable[];
  /** By player; the only player of most trainings is called "". */
  progress: Record<string, Progress> = {};
  /** Names of the flat vectors among a graph's inputs. */
  readonly names = { parameters: FLAT, average: AVERAGE } as const;
  /** Host values by input name: `state.parameters`, `state.<slot>`, and each buffer under its own name. */
  readonly values: Record<string, HostTensor> = {};
  /** The flat vectors as inputs of a graph. */
  readonly traced: { readonly parameters: Tensor; readonly average: Tensor };
  readonly #offsets = new Map<Variable, number>();

  constructor(variables: readonly Variable[]) {
    this.variables = variables;
    let length = 0;
    for (const variable of this.parameters) {
      this.#offsets.set(variable, length);
      length += sizeOf(variable.shape);
    }
    this.values[FLAT] = { dtype: "float32", shape: [length], data: new Float32Array(length) };
    this.traced = { parameters: stateLeaf(FLAT, [length]), average: stateLeaf(AVERAGE, [length]) };
    for (const variable of variables) this.set(variable, variable.initial);
  }

  get parameters(): readonly Variable[] {
    return this.variables.filter(({ kind }) => kind === "parameter");
  }

  get buffers(): readonly Variable[] {
    return this.variables.filter(({ kind }) => kind === "buffer");
  }

  /** Which weights are to be judged and kept: the moving average where there is one. */
  get judged(): WhichWeights {
    return AVERAGE in this.values ? "averaged" : "latest";
  }

  /** Steps taken so far. */
  get step(): number {
    return this.progressOf("").step;
  }

  progressOf(player: string): Progress {
    return this.progress[player] ?? { step: 0, gathered: 0 };
  }

  /** Number of trained numbers. */
  get parameterCount(): number {
    return this.values[FLAT]!.data.length;
  }

  /** A copy of a variable's numbers, row-major. */
  get(variable: Variable, weights: WhichWeights = "latest"): Float32Array {
    if (variable.kind === "buffer") return Float32Array.from(this.values[variable.name]!.data as Float32Array);
    const { from, to } = this.rangeOf(variable);
    return (this.feeds(weights)[FLAT]!.data as Float32Array).slice(from, to);
  }

  set(variable: Variable, values: Float32Array): void {
    if (variable.kind === "buffer") {
      this.values[variable.name] = { dtype: "float32", shape: variable.shape, data: Float32Array.from(values) };
    } else {
      (this.values[FLAT]!.data as Float32Array).set(values, this.rangeOf(variable).from);
    }
  }

  /** Where a parameter stands in the flat vector. */
  rangeOf(parameter: Variable): { readonly from: number; readonly to: number } {
    const from = this.#offsets.get(parameter)!;
    return { from, to: from + sizeOf(parameter.shape) };
  }

  /**
   * Values for a graph, with the flat vector that is asked for.
   *
   * @throws FixableError `engine/no-average` where averaged weights are asked for and none are kept
   */
  feeds(weights: WhichWeights): Readonly<Record<string, HostTensor>> {
    if (weights === "latest") return this.values;
    const average = this.values[AVERAGE];
    if (average) return { ...this.values, [FLAT]: average };
    throw new FixableError({ code: "engine/no-average", problem: "this training keeps no average of its weights" });
  }

  /** Zeros under a name for a player that has not begun; one that has begun finds its numbers there. */
  reserve(name: string, length: number, player: string): void {
    const found = this.values[name];
    if (found && !isSameShape(found.shape, [length])) {
      throw mismatch([`${name} has shape ${showShape(found.shape)}, expected ${showShape([length])}`]);
    }
    const { step, gathered } = this.progressOf(player);
    if (!found && step + gathered > 0) throw mismatch([`${name} is missing after ${step} steps`]);
    this.values[name] ??= { dtype: "float32", shape: [length], data: new Float32Array(length) };
  }

  /** The average of the weights starts from the weights as they are, unless there is one already. */
  startAverage(): void {
    const flat = this.values[FLAT]!;
    this.values[AVERAGE] ??= { ...flat, data: Float32Array.from(flat.data as Float32Array) };
  }

  /** Every variable by name, in the order of making: what a checkpoint holds. */
  toTensors(
    weights: WhichWeights = "latest",
  ): Map<string, HostTensor & { readonly dtype: "float32"; readonly data: Float32Array }> {
    return new Map(
      this.variables.map((variable) => [
        variable.name,
        { dtype: "float32", shape: variable.shape, data: this.get(variable, weights) },
      ]),
    );
  }

  /**
   * Takes over the numbers of a checkpoint, all or none; an average of the weights begins anew there.
   *
   * @throws FixableError `engine/state-mismatch` where a name is missing, unknown, or has another shape
   */
  load(tensors: NamedTensors): void {
    const known = new Set(this.variables.map(({ name }) => name));
    assertFits(tensors, this.variables, (name) => known.has(name));
    for (const variable of this.variables) {
      const found = tensors.get(variable.name);
      if (found) this.set(variable, Float32Array.from(found.data as ArrayLike<number>));
    }
    if (this.judged === "latest") return;
    delete this.values[AVERAGE];
    this.startAverage();
  }

  /** A copy of everything: parameters, moments, averages, gathered gradients, buffers and counts. */
  toSnapshot(): Snapshot {
    const tensors = Object.entries(this.values).map(
      ([name, { dtype, shape, data }]) => [name, { dtype, shape, data: data.slice() }] as const,
    );
    return { tensors: new Map(tensors), progress: { ...this.progress } };
  }

  /**
   * Goes on from a snapshot of this model, before or after an optimizer is made for it; all or nothing.
   *
   * @throws FixableError `engine/state-mismatch` where it is of another model or another optimizer
   */
  restore({ tensors, progress }: Snapshot): void {
    const optional = new Set(this.variables.filter(({ isOptional }) => isOptional).map(({ name }) => name));
    const own = Object.entries(this.values).map(([name, { shape }]) => {
      return { name, shape, isOptional: optional.has(name) };
    });
    assertFits(tensors, own, (name) => name in this.values || name.startsWith("state."));
    for (const [name, { dtype, shape, data }] of tensors) this.values[name] = { dtype, shape, data: data.slice() };
    this.progress = { ...progress };
  }

  // inside a graph

  /** Something of the state as an input of a graph. */
  leaf(name: string): Tensor {
    return stateLeaf(name, this.values[name]!.shape);
  }

  /** Every parameter as a view of the flat vector. */
  views(flat: Tensor): Map<Tensor, Tensor> {
    return new Map(
      this.parameters.map((parameter) => {
        const { from, to } = this.rangeOf(parameter);
        return [parameter.value, flat.slice(0, from, to).reshape(parameter.shape)];
      }),
    );
  }
}

const stateLeaf = (name: string, shape: Shape) => Tensor.leaf({ dtype: "float32", shape }, { kind: "input", name });

/** @throws FixableError `engine/state-mismatch`, which names all that are missing, unknown, or of another shape */
function assertFits(
  tensors: ReadonlyMap<string, { readonly shape: Shape }>,
  expected: readonly Pick<Variable, "name" | "shape" | "isOptional">[],
  isKnown: (name: string) => boolean,
): void {
  const problems = expected.flatMap(({ name, shape, isOptional }) => {
    const found = tensors.get(name);
    if (!found) return isOptional ? [] : [`${name} is missing`];
    return isSameShape(found.shape, shape)
      ? []
      : [`${name} has shape ${showShape(found.shape)}, expected ${showShape(shape)}`];
  });
  const unknown = [...tensors.keys()].filter((name) => !isKnown(name));
  problems.push(...unknown.map((name) => `${name} is not in the model`));
  if (problems.length > 0) throw mismatch(problems);
}

function mismatch(problems: readonly string[]): FixableError {
  return new FixableError({
    code: "engine/state-mismatch",
    problem: `the numbers are of another model or another optimizer: ${problems.join("; ")}`,
  });
}
