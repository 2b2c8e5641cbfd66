/** @file What is composed of primitives, worked by hand. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "#engine";
import { evaluate, floats, gradientsBy, whole } from "./evaluate.ts";

const of = async (values: number[], shape: number[], build: (x: Tensor) => Tensor) => {
  const { y } = await evaluate({ x: floats(values, shape) }, ({ x }) => ({ y: build(x!) }));
  return y!;
};

describe("over an axis", () => {
  test("the variance divides by n", async () => {
    expect(await of([1, 2, 3, 6], [2, 2], (x) => x.variance([1]))).toEqual([0.25, 2.25]);
    expect(await of([1, 2, 3, 6], [2, 2], (x) => x.variance())).toEqual([3.5]);
  });

  test("a softmax of equal values is uniform, and of huge ones finite", async () => {
    expect(await of([3, 3, 1e30, 1e30], [2, 2], (x) => x.softmax())).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(await of([0, 0, 0, 0], [4, 1], (x) => x.softmax(0))).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test("the logarithm of a softmax stays finite where the softmax is zero", async () => {
    expect(await of([0, -1000], [1, 2], (x) => x.logSoftmax())).toEqual([0, -1000]);
  });

  test("running sums go either way", async () => {
    expect(await of([1, 2, 3, 4], [2, 2], (x) => x.cumsum(1))).toEqual([1, 3, 3, 7]);
    expect(await of([1, 2, 3, 4], [2, 2], (x) => x.cumsum(0, true))).toEqual([4, 6, 3, 4]);
  });

  test("the k largest come in falling order, with their places, of equal ones the first", async () => {
    const { values, indices } = await evaluate({ x: floats([1, 5, 5, 2], [1, 4]) }, ({ x }) => x!.topK(3));
    expect(values).toEqual([5, 5, 2]);
    expect(indices).toEqual([1, 2, 3]);
  });

  test.each([7, 128, 131, 384, 512])("the smallest of %i is found, of equal ones the first", async (length) => {
    const values = Array.from({ length: 3 * 2 * length }, (_, i) => Math.round(8 * Math.sin(12.9898 * (i + 1))));
    const expected = Array.from({ length: 6 }, (_, row) => {
      const line = values.slice(row * length, (row + 1) * length);
      return line.indexOf(Math.min(...line));
    });
    expect(await of(values, [3, 2, length], (x) => x.argMin())).toEqual(expected);
    expect(await of(values.slice(0, length), [length], (x) => x.argMin())).toEqual(expected.slice(0, 1));
  });

  test("more than all is no top", () => {
    return expect(of([1, 2], [1, 2], (x) => x.topK(3).values)).rejects.toMatchObject({ code: "engine/shape" });
  });

  test("stacking makes a new axis", async () => {
    expect(await of([1, 2], [2], (x) => x.stack([x.mul(10)]))).toEqual([1, 2, 10, 20]);
    expect(await of([1, 2], [2], (x) => x.stack([x.mul(10)], -1))).toEqual([1, 10, 2, 20]);
  });
});

describe("element by element", () => {
  test("rounds half to even, as PyTorch does", async () => {
    expect(await of([0.5, 1.5, 2.4, -2.6], [4], (x) => x.round())).toEqual([0, 2, 2, -3]);
    expect(await of([0.5, -0.5], [2], (x) => x.floor())).toEqual([0, -1]);
  });

  test("a clamp lets gradients through inside its bounds and at them", async () => {
    const x = floats([-2, -1, 0.5, 1, 3], [5]);
    expect(await of([...x.data] as number[], [5], (v) => v.clamp(-1, 1))).toEqual([-1, -1, 0.5, 1, 1]);
    const { x: gradient } = await gradientsBy(["x"], { x }, (traced) => traced["x"]!.clamp(-1, 1));
    expect(gradient).toEqual([0, -2, 1, 2, 0]);
  });

  test("whole numbers become one-hot rows", async () => {
    const { y } = await evaluate({ ids: whole([2, 0], [2]) }, ({ ids }) => ({ y: ids!.oneHot(3) }));
    expect(y).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test("a straight-through rounding has the gradient of what it rounds", async () => {
    const straight = (x: Tensor) => x.add(x.round().sub(x).stopGradient());
    expect(await of([0.4, 1.7], [2], straight)).toEqual([0, 2]);
    const { x } = await gradientsBy(["x"], { x: floats([0.4, 1.7], [2]) }, (traced) => straight(traced["x"]!));
    expect(x).toEqual([0, 4]); // d(y²) = 2 y
  });
});
