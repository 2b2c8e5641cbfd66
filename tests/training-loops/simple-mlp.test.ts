/** @file `loop=test_mlp`: regression and classification of vectors whose best possible answer is known. */
import { expect, test } from "vitest";
import { SimpleMlp } from "#architectures";
import { VariableScope } from "#engine";
import { simpleMlpConfig } from "#training-loops";
import { FLIPPED, SyntheticVectors, VALUE_NOISE } from "../../src/training-loops/synthetic-vectors.ts";
import { expectAllClose, expectClose } from "../contracts/close.ts";
import { floats, runTraced } from "../traced.ts";
import { bitsOf, finish, prepare } from "./small-runs.ts";

const wishing = (test_mlp: object, trainer: object = {}) => ({
  events: 8,
  rest: { test_mlp: simpleMlpConfig.parse(test_mlp) },
  trainer: { epochs: 10, lr: 5e-3, batch_size: 100, ...trainer },
});

test("regression comes close to the noise, which is the best there is", async () => {
  const { epochs, tested } = await finish(await prepare("test_mlp", wishing({ task: "regression" })));
  expect(epochs).toHaveLength(10);
  expect(tested.test.losses["mse"]!).toBeLessThan(3 * VALUE_NOISE ** 2);
  expect(tested.test.losses.total).toBe(tested.test.losses["mse"]);
  // not better than the noise either: 1000 test vectors, five deviations of a mean of squares
  expect(tested.test.losses["mse"]!).toBeGreaterThan(VALUE_NOISE ** 2 * (1 - 5 * Math.sqrt(2 / 1000)));
});

test("classification comes close to the share of classes that are not turned round", async () => {
  const { tested } = await finish(await prepare("test_mlp", wishing({ task: "binary" })));
  expect(tested.test.metrics["accuracy"]!).toBeGreaterThan(1 - FLIPPED - 0.05);
  expect(tested.test.metrics["accuracy"]!).toBeLessThanOrEqual(1 - FLIPPED + 5 * Math.sqrt(FLIPPED / 1000));
});

test("balanced class weights find the rare class that is passed over without them", async () => {
  // one value in nine is above it, and half as many labels again are turned round
  const rare = { task: "binary", threshold: 1.5, n_test: 4000 };
  const metricsOf = async (class_weights: unknown) => {
    const { tested } = await finish(await prepare("test_mlp", wishing({ ...rare, class_weights }, { epochs: 6 })));
    return tested.test.metrics;
  };
  const [plain, balanced] = [await metricsOf({ 0: 1, 1: 1 }), await metricsOf("balanced")];
  expect(plain["weighted_accuracy"]).toBe(plain["accuracy"]);
  expect(plain["accuracy"]!).toBeGreaterThan(balanced["accuracy"]! + 0.03);
  expect(balanced["weighted_accuracy"]!).toBeGreaterThan(0.7); // the mean over the classes; one class alone has 0.5
});

test("equal seeds give equal weights to the bit, another seed others", async () => {
  const train = async (seed: number) => {
    const prepared = await prepare("test_mlp", wishing({ dropout: 0.2 }, { seed, epochs: 1 }));
    await finish(prepared);
    return bitsOf(prepared);
  };
  const first = await train(1);
  expect(await train(1)).toEqual(first);
  expect(await train(2)).not.toEqual(first);
});

test("gives no reconstruction and no latency, and says so with null", async () => {
  const { trained } = await finish(await prepare("test_mlp", wishing({}, { epochs: 1 })));
  expect(trained).toMatchObject({ reconstruction: null, latency: null });
});

test.each(["regression", "binary"] as const)("the loss of %s is that of pencil and paper", async (task) => {
  const scope = VariableScope.root(0);
  const model = new SimpleMlp({ task, hidden: [1], dropout: 0, activation: "relu" }, 1, scope);
  const results = await runTraced(
    (batch) => {
      const { total, reports } = model.objective(batch, false);
      return { total, ...(reports["diagnostic.accuracy"] && { accuracy: reports["diagnostic.accuracy"] }) };
    },
    { vectors: floats([3, 1], [2, 1, 3]), targets: floats([3], [1, 0, 0]) },
    {
      variables: scope.variables,
      // says x - 2: 0, -1 and 1
      values: { "net.0.weight": [1], "net.0.bias": [0], "net.2.weight": [1], "net.2.bias": [-2] },
    },
  );
  if (task === "regression") return expectAllClose(results, { total: [(1 + 1 + 1) / 3] });
  // ln(1 + e^z) - y z at z = 0, -1, 1; of the three only the second is on the right side of zero
  expectClose(results["total"]!, [(Math.LN2 + Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(1))) / 3]);
  expectClose(results["accuracy"]!, [1 / 3]);
});

test("weights of classes count in the loss, and in an accuracy of its own", async () => {
  const scope = VariableScope.root(0);
  const model = new SimpleMlp({ task: "binary", hidden: [1], dropout: 0, activation: "relu" }, 1, scope);
  const { total, plain, weighted } = await runTraced(
    (batch) => {
      const { total, reports } = model.objective(batch, false);
      return { total, plain: reports["diagnostic.accuracy"]!, weighted: reports["diagnostic.weighted_accuracy"]! };
    },
    { vectors: floats([2, 1], [2, 3]), targets: floats([2], [0, 1]), weights: floats([2], [1.5, 0.5]) },
    {
      variables: scope.variables,
      // says x - 2: 0, which is not above zero, and 1
      values: { "net.0.weight": [1], "net.0.bias": [0], "net.2.weight": [1], "net.2.bias": [-2] },
    },
  );
  expectClose(total!, [(1.5 * Math.LN2 + 0.5 * (Math.log1p(Math.exp(1)) - 1)) / 2]);
  expectClose(plain!, [1]);
  expectClose(weighted!, [1]);
});

test.each([
  ["a class that no vector has", { task: "binary", class_weights: { 2: 1 } }, "data/unknown-class"],
  ["weights that are all zero", { task: "binary", class_weights: { 0: 0, 1: 0 } }, "data/no-weight"],
])("refuses %s", async (_, wish, code) => {
  await expect(prepare("test_mlp", wishing(wish))).rejects.toMatchObject({ code });
});

test("refuses to weigh the classes of a regression, which has none", () => {
  expect(() => simpleMlpConfig.parse({ class_weights: "balanced" })).toThrow("test_mlp.task=binary");
});

test("vectors come once an epoch, in another order each time, and the splits differ", () => {
  const counts = { train: 25, val: 7, test: 7 };
  const kind = { task: "regression", threshold: 0, classWeights: "none" } as const;
  const source = new SyntheticVectors({ ...kind, features: 3, seed: 4, counts });
  const targetsOf = (split: "train" | "val" | "test", epoch: number) =>
    [...source.batches(split, epoch, 10)].flatMap(({ batch }) => Array.from(batch["targets"]!.data as Float32Array));
  const [first, second] = [targetsOf("train", 0), targetsOf("train", 1)];
  expect(first).not.toEqual(second);
  expect(first.toSorted()).toEqual(second.toSorted());
  expect([...source.batches("train", 0, 10)].map(({ size }) => size)).toEqual([10, 10, 5]);
  expect(targetsOf("val", 0)).toEqual(targetsOf("val", 1));
  expect(targetsOf("val", 0)).not.toEqual(targetsOf("test", 0));
});
