/** @file The tree-structured Parzen estimator: how it splits trials, that it repeats itself, and that it beats chance. */
import { expect, test } from "vitest";
import { proposeByTpe, splitTrials } from "../../../src/hpc/search/tpe.ts";
import type { Trial } from "../../../src/hpc/search/trial.ts";
import { finished, type Problem, searched, spaceOf } from "./spaces.ts";

const at = (x: number) => new Map([["x", x]]);

test("good are the finished ones of lowest loss, then pruned ones that lived longest, then those that failed", () => {
  const trials: Trial[] = [
    { number: 0, place: at(0), outcome: "failed", loss: Number.POSITIVE_INFINITY, epochs: 0 },
    { number: 1, place: at(0), outcome: "pruned", loss: 1, epochs: 2 },
    { number: 2, place: at(0), outcome: "pruned", loss: 5, epochs: 8 },
    { number: 3, place: at(0), outcome: "pruned", loss: 4, epochs: 8 },
    finished(4, at(0), 9),
    finished(5, at(0), 7),
    { number: 6, place: at(0), outcome: "failed", loss: Number.POSITIVE_INFINITY, epochs: 0 },
  ];
  const { good, others } = splitTrials(trials);
  expect(good.map(({ number }) => number)).toEqual([5, 4]); // ⌈0.15 · 7⌉
  expect(others.map(({ number }) => number)).toEqual([3, 2, 1, 0, 6]);
});

test("the same trials, seed and number give the same place, others another", () => {
  const space = spaceOf("x=interval(0,1)", "y=a,b,c");
  const trials = Array.from({ length: 12 }, (_, number) =>
    finished(number, new Map([...at(number / 12), ["y", number % 3]]), (number - 4) ** 2),
  );
  const proposed = (seed: number, number: number) => proposeByTpe(space, trials, { seed, number });
  expect(proposed(1, 12)).toEqual(proposed(1, 12));
  expect(proposed(2, 12)).not.toEqual(proposed(1, 12));
  expect(proposed(1, 13)).not.toEqual(proposed(1, 12));
});

test("it goes where good trials are dense", () => {
  const space = spaceOf("x=interval(0,1)", "y=a,b,c");
  const trials = Array.from({ length: 40 }, (_, number) => {
    const isGood = number < 6;
    const x = isGood ? 0.8 + 0.01 * number : (number - 6) / 50;
    return finished(number, new Map([...at(x), ["y", isGood ? 2 : number % 3]]), isGood ? 0 : 1);
  });
  for (let number = 40; number < 60; number++) {
    const place = proposeByTpe(space, trials, { seed: 1, number });
    expect(place.get("x")).toBeGreaterThan(0.7);
    expect(place.get("y")).toBe(2);
  }
});

/** As a learning rate and parts of a model: a valley in the logarithm, beside options of which one is right. */
const tuning: Problem = {
  space: spaceOf("lr=tag(log,interval(1e-6,1))", "width=int(interval(8,512))", "kind=a,b,c,d"),
  lossAt: (place) =>
    Math.log10(place.get("lr")! / 3e-3) ** 2 +
    ((place.get("width")! - 300) / 200) ** 2 +
    (place.get("kind") === 2 ? 0 : 1),
};
/** Branin's function (Dixon and Szegő 1978), whose lowest value is 0.397887. */
const branin: Problem = {
  space: spaceOf("x=interval(-5,10)", "y=interval(0,15)"),
  lossAt(place) {
    const [x, y] = [place.get("x")!, place.get("y")!];
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
    return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

test.each([
  { name: "a tuning problem", problem: tuning, within: 0.1 },
  { name: "Branin's function", problem: branin, within: 1 },
])("with the same number of trials it beats random search on $name", ({ problem, within }) => {
  const median = (kind: "random" | "tpe") =>
    Array.from({ length: 15 }, (_, seed) => searched(kind, { ...problem, trials: 60, seed })).toSorted(
      (a, b) => a - b,
    )[7]!;
  expect(median("tpe")).toBeLessThan(median("random"));
  expect(median("tpe")).toBeLessThan(within);
});
