/** @file An epoch that is cut, kept as text, and taken up again adds up to what it would have been. */
import { expect, test } from "vitest";
import { jsonText, valueOfJson } from "#utils/json-text.ts";
import { EpochInProgress, type EpochPart } from "../../src/training-loops/epoch-in-progress.ts";

const batch = (size: number, total: number, counts: readonly number[]) => ({
  size,
  reports: {
    total: Float32Array.of(total),
    "diagnostic.odd": Float32Array.of(Number.NaN),
    "diagnostic.code_counts": Float32Array.from(counts),
  },
});

/** One is left out, by a critic or as not finite. */
const batches = [batch(2, 0.1, [2, 0]), null, batch(2, 0.3, [1, 1]), batch(1, 0.7, [0, 1])];

test.each([0, 1, 2, 3, 4])("after %i batches", (cut) => {
  const whole = new EpochInProgress("none");
  for (const each of batches) whole.add(each);
  const first = new EpochInProgress("none");
  for (const each of batches.slice(0, cut)) first.add(each);
  const kept = valueOfJson(jsonText(first.part)) as EpochPart;
  expect(kept.batches).toBe(cut);

  const second = new EpochInProgress("none", kept);
  const steps = batches.slice(cut).map((each) => second.add(each));
  expect(steps.filter((step) => step !== null)).toEqual([0, 1, 2].slice(kept.steps));
  expect(second.trained().result).toEqual(whole.trained().result);
  expect(second.part).toMatchObject({ batches: 4, steps: 3 });
});

test("its means are those of the events, worked out by hand", () => {
  const epoch = new EpochInProgress("none");
  for (const each of batches) epoch.add(each);
  const { losses, codeCounts } = epoch.trained().result;
  expect(losses.total).toBeCloseTo((2 * 0.1 + 2 * 0.3 + 0.7) / 5, 6);
  expect(codeCounts).toEqual(Float64Array.of(3, 2));
});

test("its time goes on with that of the process before", () => {
  const seconds = 3600;
  const epoch = new EpochInProgress("none", { ...new EpochInProgress("none").part, seconds });
  expect(epoch.seconds).toBeGreaterThanOrEqual(seconds);
  expect(epoch.trained().seconds).toBeGreaterThanOrEqual(seconds);
});
