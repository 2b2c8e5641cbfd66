/** @file Classes that count more or less: weights worked by hand, and what is said where they cannot be. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataConfig, openEvents } from "#data";
import { type ClassWeights, eventWeights } from "../../src/data/class-weights.ts";
import { events, temporaryFolder, writeTables } from "./event-files.ts";

const splitOf = (...labels: number[]) => ({
  ...{ name: "events", rows: new Float32Array(labels.length), count: labels.length },
  labels: Int32Array.from(labels),
});
const splits = { train: splitOf(1, 1, 1, 2), val: splitOf(2, 1), test: splitOf(3, 2) };
const names = { 1: "common", 2: "rare" };
const weightsOf = (wish: ClassWeights) => {
  const weights = eventWeights(splits, wish, names)!;
  return { train: [...weights.train], val: [...weights.val], test: [...weights.test] };
};

test("balanced classes count the same in sum, worked by hand", () => {
  // 4 events, 2 classes: 4 / (2 · 3) for each of three, 4 / (2 · 1) for the one
  const [common, rare] = [Math.fround(2 / 3), 2];
  const { train, val } = weightsOf("balanced");
  expect(train).toEqual([common, common, common, rare]);
  expect(val).toEqual([rare, common]);
});

test("weights by name and by label are those that were asked for, of mean one in training", () => {
  // 1, 1, 1, 5 has the mean 2; a class that training does not have counts as one that was not named
  const expected = { train: [0.5, 0.5, 0.5, 2.5], val: [2.5, 0.5], test: [0.5, 2.5] };
  expect(weightsOf({ rare: 5 })).toEqual(expected);
  expect(weightsOf({ 2: 5 })).toEqual(expected);
});

test("without a wish there are no weights, labels or not", () => {
  expect(eventWeights(splits, "none", names)).toBeUndefined();
});

test.each([
  [{ raer: 2 }, "data/unknown-class", "'data.class_weights={rare: 2}'"],
  [{ 7: 2 }, "data/unknown-class", "'data.class_weights={common: 2}'"],
  [{ common: 0, rare: 0 }, "data/no-weight", "weight 0"],
] as const)("%j is refused with %s", (wish, code, words) => {
  const weigh = () => weightsOf(wish as ClassWeights);
  expect(weigh).toThrow(expect.objectContaining({ code }));
  expect(weigh).toThrow(words);
});

test("weights stay with their events whatever their order, and without them a batch has none", async () => {
  const open = (class_weights: ClassWeights) =>
    openEvents(dataConfig.parse({ kind: "synthetic", n_train: 80, n_val: 20, n_test: 20, class_weights }), {
      compat: "none",
      seed: 0,
    });
  const weighted = await open({ ttH: 3 });
  const labels = weighted.labels("train")!;
  const [batch] = weighted.batches("train", 0, 80);
  const label = labels[weighted.order("train", 0)[0]!]!;
  const isHiggs = (one: number) => one === 2; // its label in the simulation
  const mean = labels.reduce((sum, one) => sum + (isHiggs(one) ? 3 : 1), 0) / labels.length;
  expect(batch!.weights![0]).toBeCloseTo((isHiggs(label) ? 3 : 1) / mean, 6);
  expect(batch!.weights!.reduce((sum, one) => sum + one, 0)).toBeCloseTo(80, 4);
  const [plain] = (await open("none")).batches("train", 0, 80);
  expect(plain!.weights).toBeUndefined();
});

test("a file without labels cannot be weighed, and says so", async () => {
  const path = join(temporaryFolder(), "events.h5");
  await writeTables(path, { X_train: events(4), X_val: events(2), X_test: events(2) });
  const opened = openEvents(dataConfig.parse({ kind: "h5_tokens", path, class_weights: "balanced" }), {
    compat: "none",
    seed: 0,
  });
  await expect(opened).rejects.toMatchObject({ code: "data/no-labels" });
});
