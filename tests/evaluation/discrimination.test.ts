/** @file Scores that tell signal from background, each number worked by hand. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { auroc, aurocInterval, backgroundRejection, significanceImprovement } from "#evaluation";
import { RandomStream } from "#utils/seed.ts";

test.each([
  ["all above", [3, 4], [1, 2], 1],
  ["all below", [1, 2], [3, 4], 0],
  ["one of four pairs the wrong way", [1.5, 4], [1, 2], 0.75],
  ["equal ones", [1, 1], [1, 1, 1], 0.5],
  ["a tie beside a win", [2, 3], [2], 0.75],
])("the area under the ROC curve is the share of pairs in order: %s", (_, signal, background, area) => {
  expect(auroc(signal, background)).toBe(area);
});

test("the area under the ROC curve is what comparing every pair gives", () => {
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(scores, scores, (signal, background) => {
      const won = signal.flatMap((s) => background.map((b): number => (s > b ? 1 : s === b ? 0.5 : 0)));
      expect(auroc(signal, background)).toBeCloseTo(won.reduce((a, b) => a + b) / won.length, 12);
    }),
  );
});

test("a score that is NaN has no order, and no answer is made up", () => {
  const [some, none] = [
    [1, Number.NaN],
    [0, 2],
  ];
  for (const [signal, background] of [
    [some, none],
    [none, some],
  ] as const) {
    expect(auroc(signal, background)).toBeNaN();
    expect(aurocInterval(signal, background, { seed: 0 }).low).toBeNaN();
    expect(backgroundRejection(signal, background, 0.5)).toBeNaN();
    expect(significanceImprovement(signal, background).maximum).toBeNaN();
  }
});

test("two Gaussians one deviation apart have the area 0.76, inside an interval as wide as its statistics", () => {
  const random = RandomStream.of(3);
  const signal = Array.from({ length: 1000 }, () => random.normal() + 1);
  const background = Array.from({ length: 1000 }, () => random.normal());
  const { low, high } = aurocInterval(signal, background, { seed: 1, coverage: 0.9973 });
  const expected = 0.7602; // Φ(1/√2)
  expect(low).toBeLessThan(expected);
  expect(high).toBeGreaterThan(expected);
  expect(high - low).toBeGreaterThan(0.04); // ±3 · 0.0106 (Hanley and McNeil 1982)
  expect(high - low).toBeLessThan(0.09);
  expect(aurocInterval(signal, background, { seed: 1, coverage: 0.9973 })).toEqual({ low, high });
});

test("the bootstrap is the area of scores that were drawn anew, to the bit, also where scores are equal", () => {
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(scores, scores, fc.nat(), (signal, background, seed) => {
      const random = RandomStream.of(seed, "bootstrap");
      const redraw = (of: readonly number[]) => of.map(() => of[random.integer(of.length)]!);
      const areas = Array.from({ length: 20 }, () => auroc(redraw(signal), redraw(background))).toSorted(
        (a, b) => a - b,
      );
      const interval = aurocInterval(signal, background, { seed, resamples: 20, coverage: 0.5 });
      expect(interval).toEqual({ low: areas[5], high: areas[15] });
    }),
  );
});

test("background rejection is one over what passes the cut that keeps the signal", () => {
  const [signal, background] = [
    [1, 5, 6, 9],
    [0, 2, 3, 4, 5, 7, 8, 10],
  ];
  expect(backgroundRejection(signal, background, 0.5)).toBe(8 / 3); // cut at 6: 7, 8, 10
  expect(backgroundRejection(signal, background, 0.25)).toBe(8); // cut at 9: 10
  expect(backgroundRejection(signal, background, 1)).toBe(8 / 7); // cut at 1
  expect(backgroundRejection([9], [1, 2], 0.5)).toBeNull(); // nothing passes
});

test("the significance improvement is the best of all cuts that leave enough background", () => {
  const [signal, background] = [
    [1, 3, 5, 7],
    [0, 2, 4, 6],
  ];
  // cuts at 1, 3, 5, 7 keep 4/4 and 3/4, 3/4 and 2/4, 2/4 and 1/4, 1/4 and 0
  expect(significanceImprovement(signal, background, 1)).toEqual({
    maximum: 1 / Math.sqrt(0.75),
    signal_efficiency: 1,
    background_efficiency: 0.75,
  });
  expect(significanceImprovement([5, 5, 5, 1], background, 1).maximum).toBeCloseTo(0.75 / Math.sqrt(0.25), 12);
  // with at least two background events behind the cut, those at 5 are out of reach
  expect(significanceImprovement([5, 5, 5, 1], background, 2).background_efficiency).toBe(0.75);
});

test("a score that says the opposite improves nothing", () => {
  expect(significanceImprovement([0, 1], [2, 3], 1)).toEqual({
    maximum: 1,
    signal_efficiency: 1,
    background_efficiency: 1,
  });
});
