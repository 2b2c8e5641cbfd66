/** @file Training on some classes only: what is left out, and what is said where that cannot be. */
import { expect, test } from "vitest";
import { dataConfig, openEvents } from "#data";

const open = (train_labels: readonly number[] | null) =>
  openEvents(dataConfig.parse({ kind: "synthetic", n_train: 60, n_val: 40, n_test: 40, train_labels }), {
    compat: "none",
    seed: 0,
  });

test("training and validation keep the classes that were asked for, the test keeps all", async () => {
  const all = await open(null);
  const some = await open([1, 2]);
  for (const split of ["train", "val"] as const) {
    const expected = all.labels(split)!.filter((label) => label === 1 || label === 2);
    expect(some.labels(split)).toEqual(expected);
    expect(some.counts[split]).toBe(expected.length);
  }
  expect(some.labels("test")).toEqual(all.labels("test"));
  expect(some.provenance.sha256).toBe(all.provenance.sha256);
});

test("rows and labels stay together", async () => {
  const all = await open(null);
  const some = await open([2]);
  const row = all.labels("train")!.indexOf(2);
  const ids = (source: typeof all, event: number) => [
    ...[...source.batchesOf("train", Int32Array.of(event), 1)][0]!.ids,
  ];
  expect(ids(some, 0)).toEqual(ids(all, row));
});

test("a label that no event has is refused, and says which there are", async () => {
  const found = open([99]);
  await expect(found).rejects.toMatchObject({ code: "data/unseen-label", fixes: ["'data.train_labels=[1]'"] });
  await expect(found).rejects.toThrow(/there is \d/);
});
