/** @file Numbers that agree as well as their precision allows. */
import { expect } from "vitest";

/** @param tolerance relative to the largest number expected, and at least to 1e-3 */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-6): void {
  expect(actual.length).toBe(expected.length);
  const scale = Array.from(expected).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
  Array.from(expected).forEach((value, i) => {
    const difference = Math.abs(actual[i]! - value);
    expect(difference <= tolerance * scale, `element ${i}: ${actual[i]}, expected ${value}`).toBe(true);
  });
}
