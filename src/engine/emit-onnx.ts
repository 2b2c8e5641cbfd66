/** @file Graph → ONNX model: every operation lowered once, in an order in which inputs come first. */

import { halfProduct } from "./half-products.ts";
import { inOrder } from "./in-order.ts";
import {
  ELEMENT_TYPES,
  type OnnxGraph,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxValue,
  toOnnxBytes,
} from "./onnx-proto.ts";
import { optimise } from "./optimise/index.ts";
import type { OnnxAttributes, OnnxGraphBuilder } from "./primitives/primitive.ts";
import type { Leaf, Tensor } from "./tensor.ts";
import type { DType, TensorType } from "./tensor-type.ts";

/**
 * `float16` has the operands of matrix products in half precision and everything else in single (`half-products.ts`);
 * `float64` computes everything in double precision: for checking gradients, not for training.
 */
export type Precision = "float16" | "float32" | "float64";

export interface EmittedModel {
  readonly bytes: Uint8Array;
  /** The leaves that the outputs really depend on, in the order of the model's inputs, which bear their names. */
  readonly leaves: readonly { readonly leaf: Leaf; readonly type: TensorType }[];
}

/**
 * @param outputs what the model returns, by name
 * @param replaced tensors to compute in another way, for all that depends on them (a parameter as a view of the flat vector)
 */
export function emitOnnx(
  outputs: Readonly<Record<string, Tensor>>,
  replaced: ReadonlyMap<Tensor, Tensor> = new Map(),
  precision: Precision = "float32",
): EmittedModel {
  const { graph, leaves } = lowerGraph(optimise(outputs, replaced), new GraphBuilder(precision, false));
  return { bytes: toOnnxBytes(graph), leaves };
}

/**
 * The graph for a file that leaves this program, for the one size of batch that it was traced with.
 *
 * @param weights the leaves that become part of the graph, by name
 */
export function lowerPortable(
  outputs: Readonly<Record<string, Tensor>>,
  weights: ReadonlyMap<string, ArrayLike<number>>,
): OnnxGraph {
  const { graph, leaves } = lowerGraph(optimise(outputs, new Map(), false), new GraphBuilder("float32", true), weights);
  const draw = leaves.find(({ leaf }) => leaf.kind !== "input");
  if (draw) throw new Error(`the graph draws random numbers ("${draw.leaf.name}"), which no file can`);
  return graph;
}

function lowerGraph(
  outputs: Readonly<Record<string, Tensor>>,
  builder: GraphBuilder,
  weights: ReadonlyMap<string, ArrayLike<number>> = new Map(),
) {
  const names = new Map<Tensor, string>();
  const leaves: { leaf: Leaf; type: TensorType }[] = [];
  for (const tensor of inOrder(Object.values(outputs))) {
    const { origin } = tensor;
    if (origin.kind === "leaf") {
      const { leaf } = origin;
      const weight = weights.get(leaf.name);
      if (weight) builder.initializers.push(builder.initializer(leaf.name, tensor, weight));
      else leaves.push({ leaf, type: tensor });
    }
    names.set(tensor, nameOf(tensor, names, builder));
  }
  const results = Object.entries(outputs).map(([name, tensor]) => builder.output(name, names.get(tensor)!, tensor));
  const inputs = leaves.map(({ leaf, type }) => builder.value(leaf.name, type));
  const { written: nodes, initializers } = builder;
  return { graph: { nodes, initializers, inputs, outputs: results } satisfies OnnxGraph, leaves };
}

function nameOf(tensor: Tensor, names: ReadonlyMap<Tensor, string>, builder: GraphBuilder): string {
  const { origin } = tensor;
  switch (origin.kind) {
    case "leaf":
      return origin.leaf.name;
    case "constant":
      return builder.constant(tensor, origin.values);
    case "operation":
      return origin.primitive.lower(builder, {
        inputs: origin.inputs.map((input) => names.get(input)!),
        inputTypes: origin.inputs,
        outputType: tensor,
        attributes: origin.attributes as never,
      });
  }
}

class GraphBuilder implements OnnxGraphBuilder {
  readonly initializers: OnnxInitializer[] = [];
  readonly #nodes: OnnxNode[] = [];
  readonly #renamed = new Map<string, string>();
  readonly #constants = new Map<string, string>();
  readonly isPortable: boolean;
  readonly #precision: Precision;

  constructor(precision: Precision, isPortable: boolean) {
    this.#precision = precision;
    this.isPortable = isPortable;
  }

  node(operator: string, inputs: readonly string[], attributes = {}): string {
    return this.nodes(operator, inputs, 1, attributes)[0]!;
  }

  nodes(operator: string, inputs: readonly string[], count: number, attributes = {}): readonly string[] {
    const name = `${operator}_${this.#nodes.length}`;
    const outputs = Array.from({ length: count }, (_, i) => (i === 0 ? name : `${name}.${i}`));
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  product(operator: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.#precision === "float16"
      ? halfProduct(this, operator, inputs, attributes)
      : this.node(operator, inputs, attributes);
  }

  constant(type: TensorType, values: ArrayLike<number>): string {
    const name = `constant_${this.initializers.length}`;
    const initializer = this.initializer(name, type, values);
    const { elementType, shape, bytes } = initializer;
    const key = bytes.length <= 64 ? `${elementType} [${shape}] ${bytes}` : undefined;
    const known = key && this.#constants.get(key);
    if (known) return known;
    if (key) this.#constants.set(key, name);
    this.initializers.push(initializer);
    return name;
  }

  initializer(name: string, { dtype, shape }: TensorType, values: ArrayLike<number>): OnnxInitializer {
    const bytes = new Uint8Array(toTypedArray(dtype, this.#precision, values).buffer);
    return { name, elementType: this.elementType(dtype), shape, bytes };
  }

  /** The nodes so far, under the names that results go by. */
  get written(): readonly OnnxNode[] {
    const final = (name: string) => this.#renamed.get(name) ?? name;
    return this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(final),
      outputs: node.outputs.map(final),
    }));
  }

  elementType(dtype: DType): number {
    return ELEMENT_TYPES[dtype === "float32" && this.#precision === "float64" ? "float64" : dtype];
  }

  value(name: string, { dtype, shape }: TensorType): OnnxValue {
    return { name, elementType: this.elementType(dtype), shape };
  }

  /** A name of its own for a result: that of the node which makes it, or of a copy where the result has another use as such. */
  output(name: string, computedAs: string, type: TensorType): OnnxValue {
    const isMadeHere = this.#nodes.some(({ outputs }) => outputs.includes(computedAs));
    if (isMadeHere && !this.#renamed.has(computedAs)) this.#renamed.set(computedAs, name);
    else this.#nodes.push({ operator: "Identity", inputs: [computedAs], outputs: [name], attributes: {} });
    return this.value(name, type);
  }
}

function toTypedArray(dtype: DType, precision: Precision, values: ArrayLike<number>) {
  switch (dtype) {
    case "float32":
      return precision === "float64" ? Float64Array.from(values) : Float32Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, BigInt));
    case "bool":
      return Uint8Array.from(values);
  }
}
