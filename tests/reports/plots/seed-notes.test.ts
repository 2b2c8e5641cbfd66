/** @file What figures say of the seeds behind a mean. */
import { expect, test } from "vitest";
import type { Material } from "../../../src/reports/analyses/analysis.ts";
import { seedNotes } from "../../../src/reports/plots/seed-notes.ts";

const notesOf = (...groups: readonly (readonly number[])[]) => {
  let row = 0;
  const runs = groups.flat().map((seed) => ({ seed }));
  const members = groups.map((seeds) => ({ runs: seeds.map(() => row++) }));
  return seedNotes({ tables: { runs }, groups: { groups: members } } as unknown as Material);
};

test("single runs need no word, means say how many seeds they are of", () => {
  expect(notesOf([1], [2])).toEqual([]);
  expect(notesOf([1, 2], [1, 2])).toEqual(["Mean ± standard deviation over 2 seeds"]);
  expect(notesOf([1, 2, 3], [1, 2])).toEqual(["Mean ± standard deviation over 2 to 3 seeds"]);
});

test("a seed that was trained twice is no second seed", () => {
  expect(notesOf([3, 3], [3])).toEqual(["Mean ± standard deviation over 1 to 2 runs, of which 1 repeats a seed"]);
});
