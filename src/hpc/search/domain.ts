/** @file Where one parameter of a search may lie, as numbers, and numbers drawn from there. */
import type { RandomStream } from "#utils/seed.ts";

export type Domain = ChoiceDomain | NumberDomain;

/** One of so many options that have no order; its number is the option's, from 0. */
export interface ChoiceDomain {
  readonly kind: "choice";
  readonly size: number;
}

/** Numbers from `low` to `high`, both included; `steps` are whole. */
export interface NumberDomain {
  readonly kind: "interval" | "steps";
  readonly low: number;
  readonly high: number;
  /** Whether equal ratios are equally likely, and not equal differences. */
  readonly isLog: boolean;
}

/** Equally likely everywhere. */
export function drawFrom(domain: Domain, stream: RandomStream): number {
  if (domain.kind === "choice") return stream.integer(domain.size);
  const { low, high } = axisOf(domain);
  return fromAxis(domain, low + (high - low) * stream.uniform());
}

/** The line that densities live on: logarithms where `isLog`; a whole number owns half a step to either side. */
export function axisOf({ kind, low, high, isLog }: NumberDomain): { readonly low: number; readonly high: number } {
  const [from, to] = kind === "steps" ? [low - 0.5, high + 0.5] : [low, high];
  return isLog ? { low: Math.log(from), high: Math.log(to) } : { low: from, high: to };
}

export const toAxis = ({ isLog }: NumberDomain, value: number): number => (isLog ? Math.log(value) : value);

export function fromAxis({ kind, low, high, isLog }: NumberDomain, place: number): number {
  const exact = isLog ? Math.exp(place) : place;
  // six digits decide nothing, and can be read and typed; there is no whole number -0
  const value = kind === "steps" ? Math.round(exact) + 0 : Number(exact.toPrecision(6));
  return Math.min(high, Math.max(low, value));
}
