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

test("the seed of simulated events is no seed of the training", () => {
  expect(groupsOf({ "data.seed": 1 }, { "data.seed": 2 })).toEqual([[0], [1]]);
});

test("what a run does not say at all tells nothing", () => {
  expect(groupsOf({ lr: 1 }, { lr: 1, precision: "float32" })).toEqual([[0, 1]]);
});
