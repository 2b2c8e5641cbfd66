/** @file Effects worked out by hand on two axes of two values. */
import { expect, test } from "vitest";
import { effectsOf, type Observation } from "../../src/reports/effects.ts";

const at = (a: string, b: string, result: number): Observation => ({ levels: { a, b }, result });
const shares = (observations: readonly Observation[]) =>
  effectsOf(observations, ["a", "b"]).effects.map(({ share }) => share);

test("an axis that decides everything explains everything", () => {
  expect(shares([at("0", "0", 1), at("0", "1", 1), at("1", "0", 3), at("1", "1", 3)])).toEqual([1, 0, 0]);
});

test("two axes that only matter together explain it together", () => {
  expect(shares([at("0", "0", 1), at("0", "1", 3), at("1", "0", 3), at("1", "1", 1)])).toEqual([0, 0, 1]);
});

test("squares add up as on paper", () => {
  // means 1, 2, 5, 6: a moves by 4, b by 1, so squares 16 and 1 of 17
  const [a, b, both] = shares([at("0", "0", 1), at("0", "1", 2), at("1", "0", 5), at("1", "1", 6)]);
  expect(a).toBeCloseTo(16 / 17, 12);
  expect(b).toBeCloseTo(1 / 17, 12);
  expect(both).toBeCloseTo(0, 12);
});

test("what chance alone would explain is taken off", () => {
  // two seeds a setting: squares 8 of a, 4 of the seeds at 4 degrees of freedom, so 7 of 12 are left
  const seeds = (a: string, b: string, mean: number) => [at(a, b, mean - Math.SQRT1_2), at(a, b, mean + Math.SQRT1_2)];
  const observations = [seeds("0", "0", 0), seeds("0", "1", 0), seeds("1", "0", 2), seeds("1", "1", 2)].flat();
  const { effects, noiseShare, isBalanced } = effectsOf(observations, ["a", "b"]);
  expect(effects[0]!.share).toBeCloseTo(7 / 12, 12);
  expect(effects[1]!.share).toBeCloseTo(-1 / 12, 12);
  expect(noiseShare).toBeCloseTo(7 / 12, 12);
  expect(isBalanced).toBe(true);
  const [low, high] = effects[0]!.interval!;
  expect(low).toBeLessThan(high);
  expect(effectsOf(observations, ["a", "b"])).toEqual({ effects, noiseShare, isBalanced }); // the same every time
});

test("a sweep with a missing combination is told apart, equal results have no effects", () => {
  expect(effectsOf([at("0", "0", 1), at("0", "1", 2), at("1", "0", 5)], ["a", "b"]).isBalanced).toBe(false);
  expect(effectsOf([at("0", "0", 1), at("1", "0", 1)], ["a"]).effects).toEqual([]);
});
