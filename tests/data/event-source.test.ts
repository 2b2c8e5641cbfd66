/** @file The source of events: orders, batches, and what they depend on. */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EventBatch } from "../../src/data/event-batch.ts";
import { h5TokensConfig, openH5Tokens } from "../../src/data/h5-tokens.ts";
import { goodTables, temporaryFolder, writeTables } from "./event-files.ts";

async function open({ seed = 1, compat = "none" as "none" | "reference", ...other } = {}) {
  const path = await writeTables(join(temporaryFolder(), "events.h5"), goodTables());
  return openH5Tokens(h5TokensConfig.parse({ kind: "h5_tokens", path, ...other }), { compat, seed });
}
const metOf = (batches: Iterable<EventBatch>) =>
  Array.from(batches, ({ globals }) => [...globals.filter((_, i) => i % 3 === 0)]).flat();

test("an epoch takes every training event once, in another order than the next", async () => {
  const source = await open();
  const epochs = [0, 1].map((epoch) => [...source.order("train", epoch)]);
  for (const order of epochs) expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(epochs[0]).not.toEqual(epochs[1]);
});

test("the order depends on the seed and the epoch, not on what was read before", async () => {
  const [one, two, other] = [await open(), await open(), await open({ seed: 2 })];
  for (let epoch = 0; epoch < 3; epoch++) [...two.batches("train", epoch, 7)];
  expect([...two.batches("train", 3, 7)]).toEqual([...one.batches("train", 3, 7)]);
  expect(other.order("train", 3)).not.toEqual(one.order("train", 3));
});

test("a seed in the data config wins over the seed of the run", async () => {
  const path = await writeTables(join(temporaryFolder(), "events.h5"), goodTables());
  const order = async (seed: number, seedOfData: number | null) => {
    const config = h5TokensConfig.parse({ kind: "h5_tokens", path, seed: seedOfData });
    return (await openH5Tokens(config, { compat: "none", seed })).order("train", 0);
  };
  expect(await order(1, null)).not.toEqual(await order(2, null));
  expect(await order(1, 5)).toEqual(await order(2, 5));
});

test("an epoch can begin with any of its batches", async () => {
  const source = await open();
  for (const from of [0, 1, 2, 3])
    expect([...source.batches("train", 2, 8, from)]).toEqual([...source.batches("train", 2, 8)].slice(from));
});

test("the last batch is short and kept", async () => {
  const source = await open();
  expect(Array.from(source.batches("train", 0, 8), ({ size }) => size)).toEqual([8, 8, 4]);
  const last = [...source.batches("train", 0, 8)].at(-1)!;
  expect([last.tokens.length, last.ids.length, last.mask.length, last.globals.length]).toEqual([360, 72, 72, 12]);
});

test("validation and test events come in the order of the file", async () => {
  const source = await open();
  expect(metOf(source.batches("val", 4, 4))).toEqual(metOf([source.first("val", 6)]));
  expect(source.first("test", 100).size).toBe(5);
});

test("a replay takes the rows it names, and no others", async () => {
  const source = await open();
  const file = metOf([source.first("train", 20)]);
  const rows = Int32Array.of(5, 5, 0, 19);
  expect(metOf(source.batchesOf("train", rows, 3))).toEqual([file[5], file[5], file[0], file[19]]);
  expect(() => [...source.batchesOf("train", Int32Array.of(20), 1)]).toThrow(RangeError);
});

test("a batch is the holder's own: writing into it changes no other", async () => {
  const source = await open();
  const [batch] = source.batches("val", 0, 6);
  batch!.tokens.fill(0);
  expect(source.first("val", 6).tokens.some((value) => value !== 0)).toBe(true);
});

test("the mask is one for particles, and for everything under compat=reference", async () => {
  const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
  expect(sum((await open()).first("train", 20).mask)).toBe(60);
  const reference = await open({ compat: "reference" });
  expect(sum(reference.first("train", 20).mask)).toBe(360);
  expect(reference.sizes).toEqual({ tokens: 18, features: 4, globals: 2, types: 4 });
});

test("the transform of another run can be used instead of learning one", async () => {
  const source = await open();
  const path = await writeTables(join(temporaryFolder(), "events.h5"), goodTables());
  const part = h5TokensConfig.parse({ kind: "h5_tokens", path, limit_samples: 3 });
  const options = { compat: "none", seed: 1, transform: source.transform.describe() } as const;
  expect((await openH5Tokens(part, options)).first("train", 3)).toEqual(source.first("train", 3));
  await expect(openH5Tokens(part, { ...options, compat: "reference" })).rejects.toMatchObject({
    code: "data/other-transform",
  });
  await expect(openH5Tokens({ ...part, unit: "MeV" }, options)).rejects.toMatchObject({ code: "data/other-transform" });
});
