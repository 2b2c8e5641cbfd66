import { expect, test } from "vitest";
import { quantile } from "#utils/quantile.ts";

test("quantiles are NumPy's, worked by hand", () => {
  expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
  expect(quantile([1, 2, 4, 8], 0.9)).toBeCloseTo(6.8, 12);
  expect(quantile([5], 0.16)).toBe(5);
});
