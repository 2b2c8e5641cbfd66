/** @file Which runs count as the same but for their seed. */
import { expect, test } from "vitest";
import type { RunRow, Scalar } from "#facts";
import { groupRuns } from "../../src/reports/run-groups.ts";

const row = (axes: Readonly<Record<string, Scalar>>) =>
  ({
    tokenizer: "vq",
    encoder: "mlp",
    decoder: "mlp",
    codebook_size: 512,
    dataset_name: "a.h5",
    axes,
  }) as unknown as RunRow;

const groupsOf = (...axes: readonly Readonly<Record<string, Scalar>>[]) =>
  groupRuns({ runs: axes.map(row) }).groups.map(({ runs }) => runs);

test("runs that differ in their seed alone are one group", () => {
  expect(groupsOf({ lr: 1, seed: 0 }, { lr: 1, seed: 1 }, { lr: 2, seed: 0 })).toEqual([[0, 1], [2]]);
});

test("a setting that is off in some runs and on in others makes two groups", () => {
  expect(groupsOf({ grad_clip: null, seed: 0 }, { grad_clip: 1, seed: 1 })).toEqual([[0], [1]]);
});

test("what goes with a bottleneck is not said beside its name, what was set for all runs is", () => {
  const of = (tokenizer: string, axes: Readonly<Record<string, Scalar>>) => ({ ...row(axes), tokenizer });
  const all = { lr: 1, ema_decay: "auto" };
  const vq = { lr: 1, "trainer.ema_decay": "auto", ema_decay: 0.99, beta: 0.25 };
  const names = (rows: readonly RunRow[]) => groupRuns({ runs: rows }).groups.map(({ name }) => name);
  expect(names([of("none", all), of("vq", vq), of("variational", { ...all, beta: 0.001 })])).toEqual([
    "none",
    "vq",
    "variational",
  ]);
  expect(names([of("none", all), of("vq", vq), of("vq", { ...vq, beta: 1 })])).toEqual([
    "none",
    "vq, commitment = 0.25",
    "vq, commitment = 1",
  ]);
  expect(names([of("none", all), of("vq", { ...vq, lr: 2 })])).toEqual(["none, lr = 1", "vq, lr = 2"]);
});

test("bottlenecks stay apart, also where a run does not say its own", () => {
  const of = (tokenizer: string | null) => ({ ...row({ lr: 1 }), tokenizer });
  const { groups, varied } = groupRuns({ runs: [of("none"), of("vq"), of(null)] });
  expect(groups.map(({ tokenizer }) => tokenizer)).toEqual(["none", "vq", "unknown"]);
  expect(varied.get("tokenizer")).toEqual(["none", "vq"]);
});

test("groups stand by bottleneck, then by value, in whichever order their runs were found", () => {
  const of = (tokenizer: string, lr: number) => ({ ...row({ lr }), tokenizer });
  const { groups } = groupRuns({ runs: [of("vq", 10), of("mine", 2), of("vq", 2), of("none", 2), of("vq", 2)] });
  expect(groups.map(({ name }) => name)).toEqual(["none, lr = 2", "vq, lr = 2", "vq, lr = 10", "mine, lr = 2"]);
  expect(groups.map(({ variant }) => variant)).toEqual([0, 0, 1, 0]);
});

test("the seed of simulated events is no seed of the training", () => {
  expect(groupsOf({ "data.seed": 1 }, { "data.seed": 2 })).toEqual([[0], [1]]);
});

test("what a run does not say at all tells nothing", () => {
  expect(groupsOf({ lr: 1 }, { lr: 1, precision: "float32" })).toEqual([[0, 1]]);
});

test("one value where another run has several is another setting; options of another part are not", () => {
  expect(groupsOf({ "data.class_weights": "none" }, { "data.class_weights.ttH": 2 })).toEqual([[0], [1]]);
  expect(groupsOf({ encoder: "mlp" }, { encoder: "mlp", "encoder.layers": 2 })).toEqual([[0, 1]]);
});
