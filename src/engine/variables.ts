/**
 * @file The numbers a model keeps from step to step: parameters, which the optimizer changes, and buffers,
 * which the model's own rules change. Names are those of PyTorch's state dict (`encoder.net.0.weight`).
 */
import { RandomStream } from "#utils/seed.ts";
import { Tensor } from "./tensor.ts";
import { type Shape, sizeOf } from "./tensor-type.ts";

export interface Variable {
  readonly name: string;
  readonly kind: "parameter" | "buffer";
  readonly shape: Shape;
  /** Where it starts from, row-major. */
  readonly initial: Float32Array;
  /** Its value in a graph. */
  readonly value: Tensor;
  /** Whether a checkpoint may be without it: it then stays as it starts. */
  readonly isOptional?: boolean;
}

/** @param random a stream that belongs to this variable's name alone */
export type Initialiser = (values: Float32Array, random: RandomStream) => void;

/** @param scope where the parameter stands, for buffers beside it @returns of the same shape */
export type ParameterView = (parameter: Variable, scope: VariableScope) => Tensor;

/** Hands out variables below a name; all scopes of a model share one list. */
export class VariableScope {
  /** Every variable of the model, in the order of making. */
  readonly variables: Variable[];
  readonly #path: string;
  readonly #seed: number;
  readonly #view: ParameterView | undefined;

  private constructor(variables: Variable[], path: string, seed: number, view?: ParameterView) {
    this.variables = variables;
    this.#path = path;
    this.#seed = seed;
    this.#view = view;
  }

  static root(seed: number): VariableScope {
    return new VariableScope([], "", seed);
  }

  at(name: string | number): VariableScope {
    return new VariableScope(this.variables, this.#join(name), this.#seed, this.#view);
  }

  /** The same scope, in which layers compute with what the view makes of a parameter, and never see the parameter itself. */
  seenAs(view: ParameterView): VariableScope {
    return new VariableScope(this.variables, this.#path, this.#seed, view);
  }

  parameter(name: string, shape: Shape, initialise: Initialiser): Variable {
    const variable = this.#add("parameter", name, shape, initialise);
    return this.#view ? { ...variable, value: this.#view(variable, this) } : variable;
  }

  buffer(name: string, shape: Shape, initialise: Initialiser = () => {}): Variable {
    return this.#add("buffer", name, shape, initialise);
  }

  /** A buffer that checkpoints may be without: those of other programs, or from before there was one. */
  optionalBuffer(name: string, shape: Shape, initialise: Initialiser): Variable {
    return this.#add("buffer", name, shape, initialise, true);
  }

  /** The full name of something below this scope, e.g. of a stream of random draws. */
  nameOf(name: string | number): string {
    return this.#join(name);
  }

  #join(name: string | number): string {
    return this.#path === "" ? String(name) : `${this.#path}.${name}`;
  }

  #add(kind: Variable["kind"], short: string, shape: Shape, initialise: Initialiser, isOptional = false): Variable {
    const name = this.#join(short);
    const initial = new Float32Array(sizeOf(shape));
    initialise(initial, RandomStream.of(this.#seed, "initialisation", name));
    const value = Tensor.leaf({ dtype: "float32", shape }, { kind: "input", name });
    const variable: Variable = { name, kind, shape, initial, value, ...(isOptional && { isOptional }) };
    this.variables.push(variable);
    return variable;
  }
}

/** Uniform in [-bound, bound). */
export const uniform =
  (bound: number): Initialiser =>
  (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
  };

/** Gaussian around zero. */
export const normal =
  (deviation: number): Initialiser =>
  (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  };

/** The same number everywhere. */
export const filled =
  (value: number): Initialiser =>
  (values) => {
    values.fill(value);
  };
