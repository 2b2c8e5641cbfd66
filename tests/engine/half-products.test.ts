/** @file Matrix products in half precision, imitated on the CPU: as near as eleven bits allow, whatever the size of the numbers. */
import { describe, expect, test } from "vitest";
import { Adam, Compiled, Learning, Linear, ModelState, type Precision, type TracedBatch, VariableScope } from "#engine";
import type { Tensor } from "../../src/engine/tensor.ts";
import { expectClose } from "./close.ts";
import { floats, oneThread, spread } from "./evaluate.ts";

/** Of the largest number of a row's products: half precision keeps 2⁻¹¹ of each operand. */
const ALLOWED = 2e-3;

async function run(
  build: (batch: TracedBatch) => Tensor,
  inputs: Parameters<Compiled["run"]>[0],
  precision: Precision,
) {
  await using compiled = new Compiled((batch) => ({ outputs: { y: build(batch) } }), { runtime: oneThread, precision });
  return Array.from((await compiled.run(inputs, {}, 0))["y"]!.data as Float32Array);
}

describe("a product in half precision", () => {
  test.each([1e-12, 1, 1e9])("keeps three digits of numbers around %d", async (size) => {
    const inputs = { a: spread([5, 7], 1), b: spread([7, 3], 2) };
    const build = ({ a, b }: TracedBatch) => a!.mul(size).gemm(b!, false, false);
    const [half, single] = [await run(build, inputs, "float16"), await run(build, inputs, "float32")];
    expectClose(
      half.map((x) => x / size),
      single.map((x) => x / size),
      ALLOWED,
    );
    expect(half).not.toEqual(single);
  });

  test("adds a bias and keeps its factors in single precision", async () => {
    const inputs = { a: spread([4, 6], 1), b: spread([2, 6], 2), bias: floats([1e5, -1e5], [2]) };
    const build = ({ a, b, bias }: TracedBatch) => a!.mul(0.5).gemm(b!, false, true, bias!).mul(-2);
    const [half, single] = [await run(build, inputs, "float16"), await run(build, inputs, "float32")];
    const beside = (values: number[]) => values.map((x, i) => x - (i % 2 === 0 ? -2e5 : 2e5));
    expectClose(beside(half), beside(single), 2e-2); // what single precision leaves beside 1e5
  });

  test("of zeros is zero", async () => {
    const inputs = { a: floats(new Float32Array(6), [2, 3]), b: spread([3, 2], 1) };
    expect((await run(({ a, b }) => a!.gemm(b!, false, false), inputs, "float16")).map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test("of many pairs at once is the same", async () => {
    const inputs = { a: spread([3, 2, 5], 1), b: spread([3, 5, 4], 2) };
    const build = ({ a, b }: TracedBatch) => a!.batchedMatmul(b!);
    expectClose(await run(build, inputs, "float16"), await run(build, inputs, "float32"), ALLOWED);
  });
});

test("a network learns in half precision what it learns in single", async () => {
  const learned = async (precision: Precision) => {
    const scope = VariableScope.root(3);
    const layers = [new Linear(6, 32, scope.at("a")), new Linear(32, 1, scope.at("b"))] as const;
    const state = new ModelState(scope.variables);
    const learning = new Learning(
      ({ x }) => {
        const miss = layers[1].apply(layers[0].apply(x!).gelu()).sub(x!.square().sum([1], true));
        return { total: miss.square().mean(), reports: {}, updates: [] };
      },
      state,
      { optimizer: new Adam({ learningRate: 1e-2 }), clipNorm: 1, runtime: oneThread, precision },
    );
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) losses.push((await learning.run({ x: spread([64, 6], step) }))["total"]![0]!);
    await learning[Symbol.asyncDispose]();
    return losses;
  };
  const [half, single] = [await learned("float16"), await learned("float32")];
  expect(single.at(-1)!).toBeLessThan(0.1 * single[0]!);
  expect(half.at(-1)!).toBeLessThan(1.2 * single.at(-1)! + 0.01);
});

test("is refused where the device would only imitate it", () => {
  const runtime = { device: "cpu", threads: 1, precision: "float16" } as const;
  expect(() => new Compiled(() => ({ outputs: {} }), { runtime })).toThrow(
    expect.objectContaining({ code: "engine/no-float16" }),
  );
});
