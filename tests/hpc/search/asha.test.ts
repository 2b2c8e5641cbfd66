/** @file Asynchronous successive halving, by hand. */
import { expect, test } from "vitest";
import { goesOn, rungsOf } from "../../../src/hpc/search/asha.ts";

const thirds = { min_epochs: 1, reduction_factor: 3 };

test("rungs are r·ηᵏ below the end", () => {
  expect(rungsOf(thirds, 30)).toEqual([1, 3, 9, 27]);
  expect(rungsOf(thirds, 27)).toEqual([1, 3, 9]);
  expect(rungsOf({ min_epochs: 4, reduction_factor: 2 }, 20)).toEqual([4, 8, 16]);
  expect(rungsOf({ min_epochs: 10, reduction_factor: 3 }, 10)).toEqual([]);
});

test("the first to come goes on; of two or three only the best does; of six the best two", () => {
  expect(goesOn(5, [], thirds)).toBe(true);
  expect(goesOn(5, [4], thirds)).toBe(false);
  expect(goesOn(3, [4, 5], thirds)).toBe(true);
  expect(goesOn(4, [3, 5], thirds)).toBe(false);
  expect(goesOn(4, [3, 5, 6, 7, 8], thirds)).toBe(true);
  expect(goesOn(5, [3, 4, 6, 7, 8], thirds)).toBe(false);
});

test("equals go on, and a loss that is not a number is the worst", () => {
  expect(goesOn(4, [4, 4], thirds)).toBe(true);
  expect(goesOn(Number.NaN, [9], thirds)).toBe(false);
  expect(goesOn(9, [Number.NaN, Number.NaN], thirds)).toBe(true);
});

test("of trials that come one after another, as many as the order allows go on, and the best always does", () => {
  // 9 8 7 … each better than all before: all go on; 1 2 3 … each worse: of n, ⌊n/3⌋ places are there, but taken by better ones
  const went = (losses: readonly number[]) => losses.filter((loss, at) => goesOn(loss, losses.slice(0, at), thirds));
  expect(went([9, 8, 7, 6, 5])).toEqual([9, 8, 7, 6, 5]);
  expect(went([1, 2, 3, 4, 5])).toEqual([1]);
  expect(went([2, 9, 3, 1, 9, 2.5])).toEqual([2, 1]);
});
