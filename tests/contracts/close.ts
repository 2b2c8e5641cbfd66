/** @file Are two lists of numbers the same up to rounding? */
import { expect } from "vitest";

/** @param tolerance of the difference, relative where numbers are larger than 1 */
export function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  const wrong = actual.flatMap((value, i) => {
    const target = expected[i]!;
    return Math.abs(value - target) <= tolerance * Math.max(1, Math.abs(target))
      ? []
      : [`${i}: ${value}, not ${target}`];
  });
  expect(wrong).toEqual([]);
}

/** The same for lists by name. */
export function expectAllClose(
  actual: Readonly<Record<string, readonly number[]>>,
  expected: Readonly<Record<string, readonly number[]>>,
  tolerance = 1e-5,
): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const message = () => expectClose(actual[name]!, values, tolerance);
    expect(message, name).not.toThrow();
  }
}
