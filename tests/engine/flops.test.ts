/** @file What a graph costs, counted by hand. */
import { expect, test } from "vitest";
import { countFlops, Tensor } from "#engine";

const leaf = (name: string, ...shape: number[]) => Tensor.leaf({ dtype: "float32", shape }, { kind: "input", name });

test("a matrix product with a bias costs two for each pair of factors and one for each sum", () => {
  const [x, w, b] = [leaf("x", 3, 4), leaf("w", 4, 5), leaf("b", 5)];
  expect(countFlops([x.gemm(w, false, false, b)])).toBe(2 * 3 * 4 * 5 + 3 * 5);
  expect(countFlops([leaf("y", 4, 3).gemm(w, true, false)])).toBe(2 * 3 * 4 * 5);
});

test("many matrix products cost as much as each by itself", () => {
  expect(countFlops([leaf("x", 7, 3, 4).batchedMatmul(leaf("w", 7, 4, 5))])).toBe(7 * 2 * 3 * 4 * 5);
});

test("a function costs one for each number, a sum one for each that goes in, moving nothing", () => {
  const x = leaf("x", 3, 4);
  expect(countFlops([x.exp()])).toBe(12);
  expect(countFlops([x.sum()])).toBe(12);
  expect(countFlops([x.reshape([4, 3]).transpose([1, 0])])).toBe(0);
});

test("what two outputs share is counted once", () => {
  const shared = leaf("x", 10).exp();
  expect(countFlops([shared.add(1), shared.mul(2)])).toBe(10 + 10 + 10);
});
