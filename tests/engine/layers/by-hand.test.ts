/** @file Dropout by counter, and the smaller layers by hand. */
import { expect, test } from "vitest";
import { Compiled, Dropout, Embedding, VariableScope } from "#engine";
import { evaluate, floats, oneThread, spread, whole } from "../evaluate.ts";

const LENGTH = 4000;
const ones = floats(new Float32Array(LENGTH).fill(1), [LENGTH]);

/** What becomes of ones at a step, with a seed. */
async function dropped(rate: number, { step = 0, seed = 0, learning = true, name = "dropout" } = {}) {
  const layer = new Dropout(rate, VariableScope.root(0).at(name));
  await using compiled = new Compiled(({ x }) => ({ outputs: { y: layer.apply(x!, learning).mul(1) } }), {
    runtime: oneThread,
    seed,
  });
  return Array.from((await compiled.run({ x: ones }, {}, step))["y"]!.data as Float32Array);
}

test("as many are dropped as the rate says, and the others grow to keep the mean", async () => {
  const values = await dropped(0.25);
  const share = values.filter((x) => x === 0).length / LENGTH;
  expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / LENGTH));
  expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
});

test("the draw belongs to seed, name and step, and to nothing before", async () => {
  const first = await dropped(0.5, { step: 7 });
  expect(await dropped(0.5, { step: 7 })).toEqual(first);
  expect(await dropped(0.5, { step: 8 })).not.toEqual(first);
  expect(await dropped(0.5, { step: 7, seed: 1 })).not.toEqual(first);
  expect(await dropped(0.5, { step: 7, name: "another" })).not.toEqual(first);
});

test("an evaluation drops nothing, nor does a rate of zero", async () => {
  expect(new Set(await dropped(0.5, { learning: false }))).toEqual(new Set([1]));
  expect(new Set(await dropped(0))).toEqual(new Set([1]));
});

test.each([-0.1, 1, Number.NaN])("a rate of %f is refused", (rate) => {
  expect(() => new Dropout(rate, VariableScope.root(0))).toThrow(expect.objectContaining({ code: "engine/shape" }));
});

test("an embedding is the row of each kind", async () => {
  const layer = new Embedding(3, 2, VariableScope.root(0));
  const state = { weight: floats([1, 2, 3, 4, 5, 6], [3, 2]) };
  const { y } = await evaluate({ kinds: whole([2, 0, 2], [1, 3]) }, ({ kinds }) => ({ y: layer.apply(kinds!) }), state);
  expect(y).toEqual([5, 6, 1, 2, 5, 6]);
});

test("SiLU is x over 1 + e to the -x", async () => {
  const x = spread([20]);
  const { y } = await evaluate({ x }, ({ x }) => ({ y: x!.mul(5).silu() }));
  const expected = Array.from(x.data as Float32Array, (value) => (5 * value) / (1 + Math.exp(-5 * value)));
  y!.forEach((value, i) => void expect(value).toBeCloseTo(expected[i]!, 5));
});
