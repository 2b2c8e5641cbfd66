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

  // of a reshape ONNX finds one length out by itself
  const elsewhere = new Set(
    one.nodes.flatMap(({ operator, inputs: all }) => (operator === "Reshape" ? all.slice(0, 1) : all)),
  );
  const initializers: OnnxInitializer[] = [];
  const computed: OnnxNode[] = [];
  for (const [i, constant] of one.initializers.entries()) {
    const second = other.initializers[i]!;
    if (isDeepStrictEqual(constant, second)) {
      initializers.push(constant);
      continue;
    }
    const growth = growthOf(constant, second, b.size - a.size);
    if (!growth) return null;
    const { name } = constant;
    const rest = wholeNumbers(constant).map((value, k) => value - growth[k]! * a.size);
    if (!elsewhere.has(name) && growth.filter((k) => k !== 0).length === 1) {
      initializers.push(
        wholeConstant(
          name,
          rest.map((value, k) => (growth[k] === 0 ? value : -1)),
        ),
      );
      continue;
    }
    initializers.push(wholeConstant(`${name}.growth`, growth), wholeConstant(`${name}.rest`, rest));
    computed.push(node("Mul", [BATCH_SIZE, `${name}.growth`], `${name}.grown`));
    computed.push(node("Add", [`${name}.grown`, `${name}.rest`], name));
  }
  if (computed.length > 0) {
    const first = inputs.find(({ shape }) => shape[0] === BATCH_AXIS);
    if (!first) return null;
    computed.unshift(node("Shape", [first.name], BATCH_SIZE, { start: 0, end: 1 }));
  }
  return { nodes: [...computed, ...one.nodes], initializers, inputs, outputs };
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
