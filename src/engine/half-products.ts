/**
 * @file A matrix product with operands in float16, for devices that are faster at it: half the memory traffic, and units
 * made for it. Everything around it stays in float32.
 *
 * Each operand is divided by its largest number first, so that small gradients do not vanish below 6e-8 and nothing
 * overflows: what a loss scale does in mixed precision (Micikevicius et al. 2017, arXiv:1710.03740, section 3.2), without
 * a state that a resumed training would have to keep.
 */
import type { OnnxAttributes, OnnxGraphBuilder } from "./primitives/primitive.ts";

/** Keeps an operand of zeros from dividing by zero. */
const SMALLEST = 1e-30;
/** ONNX's number for float16. */
const FLOAT16 = 10;

/** @param inputs two matrices, and for Gemm maybe a bias. @returns the name of the product, in float32 */
export function halfProduct(
  graph: OnnxGraphBuilder,
  operator: string,
  [a, b, bias]: readonly string[],
  attributes: OnnxAttributes,
): string {
  const [left, right] = [halved(graph, a!), halved(graph, b!)];
  const { beta, ...rest } = attributes;
  const half = graph.node(operator, [left.half, right.half], rest);
  const wide = graph.node("Cast", [half], { to: graph.elementType("float32") });
  const product = graph.node("Mul", [wide, graph.node("Mul", [left.largest, right.largest])]);
  if (bias === undefined) return product;
  const factor = typeof beta === "object" && "float" in beta ? beta.float : 1;
  const scaled = factor === 1 ? bias : graph.node("Mul", [bias, number(graph, factor)]);
  return graph.node("Add", [product, scaled]);
}

/** @returns the operand between -1 and 1 in float16, and the number that it was divided by */
function halved(graph: OnnxGraphBuilder, x: string): { readonly half: string; readonly largest: string } {
  const peak = graph.node("ReduceMax", [graph.node("Abs", [x])], { keepdims: 0 });
  const largest = graph.node("Max", [peak, number(graph, SMALLEST)]);
  return { half: graph.node("Cast", [graph.node("Div", [x, largest])], { to: FLOAT16 }), largest };
}

const number = (graph: OnnxGraphBuilder, value: number) => graph.constant({ dtype: "float32", shape: [] }, [value]);
