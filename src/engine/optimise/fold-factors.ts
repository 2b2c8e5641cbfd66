/**
 * @file Multiplications by a number move towards matrix products, which scale their result at no cost, and meet others
 * of their kind on the way.
 */
import { primitives } from "../primitives/index.ts";
import { apply, type Tensor } from "../tensor.ts";
import { type GraphFacts, madeBy, numberIn, type Rule } from "./rule.ts";

const { mul, neg, gemm, sum } = primitives;

/** x · s, where s is a number; -x counts as x · -1. */
function scaled(tensor: Tensor): { readonly x: Tensor; readonly s: number } | null {
  const negative = madeBy(neg, tensor);
  if (negative) return { x: negative.inputs[0]!, s: -1 };
  const [a, b] = madeBy(mul, tensor)?.inputs ?? [];
  if (!a || !b) return null;
  const [left, right] = [numberIn(a), numberIn(b)];
  if (right !== null) return { x: a, s: right };
  return left === null ? null : { x: b, s: left };
}

/** (x · a) · b → x · ab, and x · 1 → x. */
const meet: Rule = (tensor) => {
  const outer = scaled(tensor);
  const inner = outer && scaled(outer.x);
  if (outer && inner) return inner.x.mul(inner.s * outer.s);
  return outer?.s === 1 ? outer.x : null;
};

/** (a · b + c) · s → a scaled product, where nobody wants the unscaled one. */
const intoProductBefore: Rule = (tensor, { uses }: GraphFacts) => {
  const outer = scaled(tensor);
  const product = outer && madeBy(gemm, outer.x);
  if (!outer || !product || uses(outer.x) > 1) return null;
  const { scale = 1, biasScale = 1, ...rest } = product.attributes;
  return apply(gemm, product.inputs, { ...rest, scale: scale * outer.s, biasScale: biasScale * outer.s });
};

/** (a · s) b + c, or a (b · s) + c → a scaled product. */
const intoProductAfter: Rule = (tensor) => {
  const product = madeBy(gemm, tensor);
  if (!product) return null;
  const [a, b, ...bias] = product.inputs;
  const [left, right] = [scaled(a!), scaled(b!)];
  if (!left && !right) return null;
  const scale = (product.attributes.scale ?? 1) * (left?.s ?? 1) * (right?.s ?? 1);
  return apply(gemm, [left?.x ?? a!, right?.x ?? b!, ...bias], { ...product.attributes, scale });
};

/** Σ (x · s) → (Σ x) · s: the sum is smaller. */
const behindSum: Rule = (tensor) => {
  const total = madeBy(sum, tensor);
  const inner = total && scaled(total.inputs[0]!);
  return total && inner && apply(sum, [inner.x], total.attributes).mul(inner.s);
};

export const foldFactors: readonly Rule[] = [meet, intoProductBefore, intoProductAfter, behindSum];
