/**
 * @file A function of a batch → a graph for other programs: the weights inside, batches of any size, ONNX's own operators.
 * `toOnnxBytes` makes a file of it.
 */
import { forAnyBatch } from "./any-batch.ts";
import type { TracedBatch } from "./compiled.ts";
import { lowerPortable } from "./emit-onnx.ts";
import type { OnnxGraph } from "./onnx-proto.ts";
import type { HostTensor } from "./session.ts";
import { Tensor } from "./tensor.ts";
import type { DType, Shape } from "./tensor-type.ts";

export interface PortableFunction {
  /** By name; `shape` without the batch, which is the first axis of each. */
  readonly inputs: Readonly<Record<string, { readonly dtype: DType; readonly shape: Shape }>>;
  /** @param batch the inputs. @returns what the graph is to return, by name; the batch is the first axis of each */
  readonly apply: (batch: TracedBatch) => Readonly<Record<string, Tensor>>;
}

/** Sizes of batches to trace with, until no other length of the model is one of them. */
const SIZES = [
  [83, 89],
  [97, 101],
  [103, 107],
] as const;

/**
 * Inputs that the outputs do not depend on are left out.
 *
 * @param weights values of the variables by name, row-major
 */
export function portableGraph(
  { inputs, apply }: PortableFunction,
  weights: Readonly<Record<string, HostTensor>>,
): OnnxGraph {
  const values = new Map(Object.entries(weights).map(([name, { data }]) => [name, data as Float32Array]));
  const trace = (size: number) => ({ graph: lowerPortable(apply(tracedInputs(inputs, size)), values), size });
  for (const [size, other] of SIZES) {
    const graph = forAnyBatch(trace(size), trace(other));
    if (graph) return { ...graph, inputs: inOrderOf(Object.keys(inputs), graph.inputs) };
  }
  throw new Error("the function depends on the size of its batch in a way that no graph can follow");
}

/** The inputs of a function inside a graph. @param size of the batch */
export function tracedInputs(inputs: PortableFunction["inputs"], size: number): TracedBatch {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => {
      return [name, Tensor.leaf({ dtype, shape: [size, ...shape] }, { kind: "input", name })] as const;
    }),
  );
}

function inOrderOf<T extends { readonly name: string }>(names: readonly string[], values: readonly T[]): T[] {
  return names.flatMap((name) => values.filter((value) => value.name === name));
}
