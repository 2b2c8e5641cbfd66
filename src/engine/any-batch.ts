/**
 * @file Two graphs of one function, traced with batches of two sizes → one graph for batches of any size. Whatever differs
 * between the two is the batch: lengths of axes, and the shapes that operations are given as constants.
 */
import { isDeepStrictEqual } from "node:util";
import { ELEMENT_TYPES, type OnnxGraph, type OnnxInitializer, type OnnxNode, type OnnxValue } from "./onnx-proto.ts";

export interface GraphOfBatch {
  readonly graph: OnnxGraph;
  /** Number of events it was traced with. */
  readonly size: number;
}

const BATCH_AXIS = "batch";
const BATCH_SIZE = "batch_size";

/**
 * @returns null where the two are not the same graph, as happens when another length is equal to a size of a batch by chance
 */
export function forAnyBatch(a: GraphOfBatch, b: GraphOfBatch): OnnxGraph | null {
  const [one, other] = [a.graph, b.graph];
  if (!isDeepStrictEqual(one.nodes, other.nodes)) return null;
  const inputs = valuesOf(one.inputs, other.inputs, a, b);
  const outputs = valuesOf(one.outputs, other.outputs, a, b);
  if (!inputs || !outputs || one.initializers.length !== other.initializers.length) return null;

  const shared = one.nodes.flatMap(({ operator, inputs: all }) => (operator === "Reshape" ? all.slice(0, 1) : all));
  const isOfReshapes = (name: string) => !shared.includes(name);
  const made = one.initializers.map((constant, i) => {
    const second = other.initializers[i]!;
    if (isDeepStrictEqual(constant, second)) return { constants: [constant], nodes: [] };
    const growth = growthOf(constant, second, b.size - a.size);
    return growth && computedShape(constant, growth, a.size, isOfReshapes(constant.name));
  });
  const known = made.filter((each) => each !== null);
  const first = inputs.find(({ shape }) => shape[0] === BATCH_AXIS);
  if (known.length < made.length || !first) return null;
  const computed = known.flatMap(({ nodes }) => nodes);
  const size = computed.length > 0 ? [node("Shape", [first.name], BATCH_SIZE, { start: 0, end: 1 })] : [];
  return {
    nodes: [...size, ...computed, ...one.nodes],
    initializers: known.flatMap(({ constants }) => constants),
    inputs,
    outputs,
  };
}

/**
 * A shape that grows with the batch, out of the size of the batch.
 *
 * @param constant for batches of `size` events
 * @param isOfReshapes whether nothing else needs it: of a reshape ONNX finds one length out by itself
 */
function computedShape(
  constant: OnnxInitializer,
  growth: readonly number[],
  size: number,
  isOfReshapes: boolean,
): { readonly constants: readonly OnnxInitializer[]; readonly nodes: readonly OnnxNode[] } {
  const { name } = constant;
  const rest = wholeNumbers(constant).map((value, i) => value - growth[i]! * size);
  if (isOfReshapes && growth.filter((each) => each !== 0).length === 1) {
    const lengths = rest.map((value, i) => (growth[i] === 0 ? value : -1));
    return { constants: [wholeConstant(name, lengths)], nodes: [] };
  }
  const [byEvent, always, grown] = [`${name}.growth`, `${name}.rest`, `${name}.grown`];
  return {
    constants: [wholeConstant(byEvent, growth), wholeConstant(always, rest)],
    nodes: [node("Mul", [BATCH_SIZE, byEvent], grown), node("Add", [grown, always], name)],
  };
}

function valuesOf(
  values: readonly OnnxValue[],
  others: readonly OnnxValue[],
  a: GraphOfBatch,
  b: GraphOfBatch,
): OnnxValue[] | null {
  const merged = values.map((value, i) => {
    const other = others[i];
    const shape = value.shape.map((length, axis) => {
      if (length === other?.shape[axis]) return length;
      return length === a.size && other?.shape[axis] === b.size ? BATCH_AXIS : null;
    });
    return shape.includes(null) ? null : { ...value, shape: shape as OnnxValue["shape"] };
  });
  return merged.includes(null) || values.length !== others.length ? null : (merged as OnnxValue[]);
}

/** How much each number of a list grows with every event of a batch; null where it does not grow in whole steps. */
function growthOf(constant: OnnxInitializer, other: OnnxInitializer, events: number): number[] | null {
  const isList = constant.elementType === ELEMENT_TYPES.int64 && constant.shape.length === 1;
  const isSameKind = constant.name === other.name && constant.elementType === other.elementType;
  if (!isList || !isSameKind || !isDeepStrictEqual(constant.shape, other.shape)) return null;
  const [first, second] = [wholeNumbers(constant), wholeNumbers(other)];
  const growth = second.map((value, i) => (value - first[i]!) / events);
  return growth.every(Number.isInteger) ? growth : null;
}

const wholeNumbers = ({ bytes }: OnnxInitializer): number[] =>
  Array.from(new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8), Number);

function wholeConstant(name: string, values: readonly number[]): OnnxInitializer {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, elementType: ELEMENT_TYPES.int64, shape: [values.length], bytes };
}

function node(operator: string, inputs: readonly string[], output: string, attributes = {}): OnnxNode {
  return { operator, inputs, outputs: [output], attributes };
}
