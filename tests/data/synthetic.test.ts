/** @file Simulated events as a source for training. */
import { expect, test } from "vitest";
import { dataConfig, openEvents } from "#data";
import { eventLayout } from "../../src/data/event-layout.ts";
import { simulateRows } from "../../src/data/simulation/index.ts";

const config = (other: object = {}) =>
  dataConfig.parse({ kind: "synthetic", n_train: 60, n_val: 20, n_test: 10, seed: 3, ...other });
const options = { compat: "none", seed: 1 } as const;

test("equal configs give equal events, another seed others", async () => {
  const [a, b, c] = [
    await openEvents(config(), options),
    await openEvents(config(), options),
    await openEvents(config({ seed: 4 }), options),
  ];
  expect(b.first("train", 60)).toEqual(a.first("train", 60));
  expect(b.provenance).toEqual(a.provenance);
  expect(c.provenance.sha256).not.toBe(a.provenance.sha256);
  expect(a.counts).toEqual({ train: 60, val: 20, test: 10 });
  expect(a.warnings).toEqual([]);
});

test("the splits are different events of known processes", async () => {
  const source = await openEvents(config(), options);
  const mets = (["train", "val", "test"] as const).flatMap((split) => [
    ...source.transform.invert(source.first(split, 60)).globals.metGeV,
  ]);
  expect(new Set(mets).size).toBe(90);
  expect(source.labels("val")).toHaveLength(20);
  expect(new Set(source.labels("train"))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test("what comes back from the transform is what was simulated", async () => {
  const source = await openEvents(config(), options);
  const { particles, globals } = source.transform.invert(source.first("train", 60));
  const wish = {
    seed: 3,
    processes: ["tttt", "ttH", "ttW", "ttWW", "ttZ"],
    selection: "multilepton",
    unit: "GeV",
    tokens: 18,
  } as const;
  const { rows } = simulateRows(wish, 0, 60);
  const { width, met, objects } = eventLayout(18);
  const first = particles.event.indexOf(41);
  expect(particles.ptGeV[first]! / rows[41 * width + objects + 1]!).toBeCloseTo(1, 5);
  expect(particles.phiRad[first]).toBeCloseTo(rows[41 * width + objects + 3]!, 5);
  expect(globals.metGeV[41]! / rows[41 * width + met]!).toBeCloseTo(1, 4);
});

test("works for the reference's arithmetic too", async () => {
  const source = await openEvents(config({ selection: "none", processes: ["tttt"] }), { compat: "reference", seed: 1 });
  expect(source.sizes).toMatchObject({ features: 4, globals: 2 });
});

test("every kind of source is a member of the table, and an unknown one is refused", () => {
  expect(dataConfig.safeParse({ kind: "root" }).success).toBe(false);
  expect(dataConfig.safeParse({ kind: "synthetic", n_trian: 3 }).success).toBe(false);
});
