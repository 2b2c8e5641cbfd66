/** @file What the parts of a model give for one event, one after another, and what each of them costs. */
import type { EventSizes } from "#data";
import { countFlops, type DType, type Shape, sizeOf, Tensor, type TracedBatch, type Variable } from "#engine";

/** A part of a model inside a graph of one event: what it gives, made from what the stages before it gave. */
export interface Stage {
  /** Below this name stand its variables. */
  readonly name: string;
  /** As the config calls it: `mlp`, `residual_vq`. */
  readonly kind: string;
  readonly gives: Readonly<Record<string, Tensor>>;
}

export interface StageCost {
  readonly name: string;
  readonly kind: string;
  /** Numbers that the optimizer moves. */
  readonly parameters: number;
  /** Numbers that move by rules of their own: codebooks and their averages. */
  readonly buffers: number;
  /** Floating-point operations for one event, those of the stages before left out. */
  readonly flops: number;
  /** Shapes by name, the axis of the batch left out. */
  readonly gives: Readonly<Record<string, Shape>>;
}

/** @param stages in order, each for a batch of one */
export function costsOf(stages: readonly Stage[], variables: readonly Variable[]): readonly StageCost[] {
  const made: Tensor[] = [];
  return stages.map(({ name, kind, gives }) => {
    const before = countFlops(made);
    made.push(...Object.values(gives));
    const own = variables.filter((one) => one.name.startsWith(`${name}.`));
    const numbers = (wanted: Variable["kind"]) =>
      own.reduce((sum, variable) => (variable.kind === wanted ? sum + sizeOf(variable.shape) : sum), 0);
    return {
      name,
      kind,
      parameters: numbers("parameter"),
      buffers: numbers("buffer"),
      flops: countFlops(made) - before,
      gives: Object.fromEntries(Object.entries(gives).map(([key, { shape }]) => [key, shape.slice(1)])),
    };
  });
}

/** One event in a graph: what a model is asked about where no numbers are needed. */
export function oneEvent({ tokens, features, globals }: EventSizes): TracedBatch {
  const leaf = (name: string, shape: Shape, dtype: DType = "float32") =>
    Tensor.leaf({ dtype, shape: [1, ...shape] }, { kind: "input", name });
  return {
    tokens: leaf("tokens", [tokens, features]),
    ids: leaf("ids", [tokens], "int32"),
    mask: leaf("mask", [tokens]),
    globals: leaf("globals", [globals]),
  };
}
