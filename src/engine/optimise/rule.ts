/** @file The contract of a rewriting rule: one operation seen, and what computes the same for less. */
import type { Primitive } from "../primitives/primitive.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Looks at one operation, whose inputs are rewritten already.
 *
 * @returns a tensor of the same type and value (up to rounding), or null where the rule does not apply
 */
export type Rule = (tensor: Tensor, graph: GraphFacts) => Tensor | null;

/** What a rule may know of the graph around an operation. */
export interface GraphFacts {
  /** The operation as it was before its inputs were rewritten. */
  readonly original: Tensor;
  /** How many operations and outputs read a tensor. */
  uses(tensor: Tensor): number;
}

/** A tensor taken apart, where it was made by this primitive; else null. */
export function madeBy<A>(
  primitive: Primitive<A>,
  { origin }: Tensor,
): { readonly inputs: readonly Tensor[]; readonly attributes: A } | null {
  if (origin.kind !== "operation" || origin.primitive !== (primitive as Primitive<never>)) return null;
  return { inputs: origin.inputs, attributes: origin.attributes as A };
}

/** The number that a constant of shape [] holds; null for everything else. */
export function numberIn({ origin, shape, dtype }: Tensor): number | null {
  return origin.kind === "constant" && shape.length === 0 && dtype === "float32" ? origin.values[0]! : null;
}
