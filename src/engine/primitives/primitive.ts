/** @file The contract of a primitive: one operation with its three rules, in one file. */
import type { Tensor } from "../tensor.ts";
import type { DType, TensorType } from "../tensor-type.ts";

export interface Primitive<Attributes = undefined> {
  readonly name: string;

  /** Type and shape of the result. @throws FixableError `engine/shape` where the inputs do not fit */
  type(inputs: readonly TensorType[], attributes: Attributes): TensorType;

  /** Gradient of the loss by each input, given the gradient by the output; null where nothing flows back. */
  gradient(call: GradientCall<Attributes>): readonly (Tensor | null)[];

  /** Adds the ONNX nodes of one call. @returns the name of the value that holds the result */
  lower(graph: OnnxGraphBuilder, call: LoweringCall<Attributes>): string;
}

export interface GradientCall<Attributes> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: Attributes;
  /** Has the shape of `output`. */
  readonly outputGradient: Tensor;
}

export interface LoweringCall<Attributes> {
  /** Names of the input values. */
  readonly inputs: readonly string[];
  readonly inputTypes: readonly TensorType[];
  readonly outputType: TensorType;
  readonly attributes: Attributes;
}

/** What a lowering rule may do to the ONNX graph under construction. */
export interface OnnxGraphBuilder {
  /** For a file that leaves this program: no constants as long as a batch, no operators but ONNX's own. */
  readonly isPortable: boolean;
  /** @returns the name of the node's only output */
  node(operator: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** A node that multiplies matrices: in half precision, where the graph is to have it. @returns the name of its output */
  product(operator: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** A node with several outputs. @returns their names */
  nodes(operator: string, inputs: readonly string[], count: number, attributes?: OnnxAttributes): readonly string[];
  /** A constant inside the graph. @returns its name */
  constant(type: TensorType, values: ArrayLike<number>): string;
  /** ONNX's number for an element type: `float32` may stand for double in a graph of double precision. */
  elementType(dtype: DType): number;
}

/** Whole numbers become INT, others FLOAT: write `{ float: 1 }` where ONNX wants a FLOAT that is whole. */
export type OnnxAttributes = Readonly<Record<string, number | { readonly float: number } | string | readonly number[]>>;
