/** @file What the transforms share: columns cut apart and joined, means and deviations, angles brought back into one turn. */
import { wrapPhi } from "#data";
import { Tensor } from "#engine";

/** Column `i` of the last axis, which stays with length 1. */
export const column = (x: Tensor, i: number): Tensor => x.slice(-1, i, i + 1);

/** Columns side by side. */
export const joined = ([first, ...rest]: readonly Tensor[]): Tensor => first!.concat(rest, -1);

/** One number for each column, to broadcast over all axes before. */
export const row = (values: readonly number[]): Tensor => Tensor.constant(values, [values.length]);

/** The same direction in [-π, π). */
export function wrapped(phi: Tensor): Tensor {
  const turns = phi
    .add(Math.PI)
    .div(2 * Math.PI)
    .floor();
  return phi.sub(turns.mul(2 * Math.PI));
}

/** Absolutely, and relative to numbers larger than one. */
export const relativeDistance = (actual: number, expected: number, size: number): number =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.max(1, Math.abs(size));

export const angleBetween = (a: number, b: number): number => Math.abs(wrapPhi(a - b));
