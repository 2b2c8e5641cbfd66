/** @file Parzen estimators against what can be worked out by hand, and against themselves. */
import { describe, expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import type { NumberDomain } from "../../../src/hpc/search/domain.ts";
import { densityOf } from "../../../src/hpc/search/parzen.ts";

const unit: NumberDomain = { kind: "interval", low: 0, high: 1, isLog: false };
const normal = (x: number, mean: number, width: number) =>
  Math.exp(-0.5 * ((x - mean) / width) ** 2) / (width * Math.sqrt(2 * Math.PI));

describe("of numbers", () => {
  test("two Gaussians by hand: the prior, and one observation as wide as its farther neighbour", () => {
    // at 0.1 the neighbours are the end 0 and the prior's mean 0.5: width 0.4; the prior is as wide as the domain.
    // Of the first, Φ(2.25) - Φ(-0.25) lies within it, of the other Φ(0.5) - Φ(-0.5)
    const { logAt } = densityOf(unit, [0.1]);
    const by = (x: number) =>
      (normal(x, 0.1, 0.4) / (0.98777553 - 0.40129367) + normal(x, 0.5, 1) / (0.69146246 - 0.30853754)) / 2;
    const ratio = Math.exp(logAt(0.3) - logAt(0.9));
    expect(ratio).toBeCloseTo(by(0.3) / by(0.9), 5);
  });

  test("the density over the domain sums to the same, whatever was observed", () => {
    const total = (observed: readonly number[]) => {
      const { logAt } = densityOf(unit, observed);
      return Array.from({ length: 2000 }, (_, at) => Math.exp(logAt((at + 0.5) / 2000))).reduce((a, b) => a + b) / 2000;
    };
    const prior = total([]);
    for (const observed of [[0], [1], [0.5, 0.5], [0.01, 0.02, 0.99]]) expect(total(observed)).toBeCloseTo(prior, 4);
  });

  test("draws lie where the density says, and never outside", () => {
    const { draw, logAt } = densityOf(unit, [0.8, 0.82, 0.85]);
    const stream = RandomStream.of(3);
    const drawn = Array.from({ length: 5000 }, () => draw(stream));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1);
    const weights = Array.from({ length: 1000 }, (_, at) => Math.exp(logAt((at + 0.5) / 1000)));
    const all = weights.reduce((a, b) => a + b);
    const above = weights.slice(700).reduce((a, b) => a + b) / all;
    expect(drawn.filter((value) => value > 0.7).length / drawn.length).toBeCloseTo(above, 1);
  });

  test("a logarithmic domain is even in the logarithm", () => {
    const log: NumberDomain = { kind: "interval", low: 1e-4, high: 1, isLog: true };
    const [a, b] = [densityOf(log, [1e-2]), densityOf(unit, [0.5])];
    expect(a.logAt(1e-3) - a.logAt(1e-2)).toBeCloseTo(b.logAt(0.25) - b.logAt(0.5), 6);
  });
});

test("of options: counts beside a prior that weighs as one of each", () => {
  const { logAt, draw } = densityOf({ kind: "choice", size: 3 }, [2, 2, 0]);
  expect([0, 1, 2].map((option) => Math.exp(logAt(option)))).toEqual(
    [2 / 6, 1 / 6, 3 / 6].map((p) => expect.closeTo(p)),
  );
  const stream = RandomStream.of(1);
  const drawn = Array.from({ length: 6000 }, () => draw(stream));
  expect(drawn.filter((option) => option === 2).length / 6000).toBeCloseTo(0.5, 1);
  expect(drawn.filter((option) => option === 1).length / 6000).toBeCloseTo(1 / 6, 1);
});
