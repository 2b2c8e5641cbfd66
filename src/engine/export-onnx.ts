/** @file A function of a batch → an ONNX file for other programs: the weights inside, batches of any size, ONNX's own operators. */
import { forAnyBatch } from "./any-batch.ts";
import type { TracedBatch } from "./compiled.ts";
import { lowerPortable } from "./emit-onnx.ts";
import { type OnnxAbout, toOnnxBytes } from "./onnx-proto.ts";
import { Tensor } from "./tensor.ts";
import type { DType, Shape } from "./tensor-type.ts";

export interface PortableFunction {
  /** By name; `shape` without the batch, which is the first axis of each. */
  readonly inputs: Readonly<Record<string, { readonly dtype: DType; readonly shape: Shape }>>;
  /** @param batch the inputs. @returns what the file is to return, by name; the batch is the first axis of each */
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
export function exportOnnx(
  { inputs, apply }: PortableFunction,
  weights: ReadonlyMap<string, { readonly data: ArrayLike<number> }>,
  about: OnnxAbout,
): Uint8Array<ArrayBuffer> {
  const values = new Map([...weights].map(([name, { data }]) => [name, data]));
  const trace = (size: number) => {
    const leaves = Object.entries(inputs).map(([name, { dtype, shape }]) => {
      return [name, Tensor.leaf({ dtype, shape: [size, ...shape] }, { kind: "input", name })] as const;
    });
    return { graph: lowerPortable(apply(Object.fromEntries(leaves)), values), size };
  };
  for (const [size, other] of SIZES) {
    const graph = forAnyBatch(trace(size), trace(other));
    if (graph) return toOnnxBytes(graph, about);
  }
  throw new Error("the function depends on the size of its batch in a way that no graph can follow");
}
