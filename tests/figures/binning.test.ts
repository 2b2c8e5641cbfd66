import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "#utils/quantile.ts";
import { countInBins, evenEdges, logEdges, rangeOf, roundEdges, sortedDrawable } from "../../src/figures/binning.ts";
import { countPairs } from "../../src/figures/heatmap.ts";

test("a value on an edge belongs to the bin on its right, the last edge to the last bin", () => {
  const { counts, below, above, notFinite } = countInBins([-1, 0, 0.5, 1, 2, 2.1, Number.NaN], [0, 1, 2]);
  expect([...counts]).toEqual([2, 2]);
  expect({ below, above, notFinite }).toEqual({ below: 1, above: 1, notFinite: 1 });
});

test("no value is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const { counts, below, above, notFinite, total } = countInBins(values, evenEdges(-2, 3, 7));
      const inside = counts.reduce((sum, count) => sum + count, 0);
      expect(inside + below + above).toBe(total);
      expect(total + notFinite).toBe(values.length);
    }),
    { seed: 1 },
  );
});

test("edges have round widths and cover what they are asked to", () => {
  expect(roundEdges(3, 21, 5)).toEqual([0, 5, 10, 15, 20, 25]);
  expect(roundEdges(0, 0.6, 3)).toEqual([0, 0.2, 0.4, 0.6]);
  expect(roundEdges(7, 7, 2)).toEqual([3.5, 7, 10.5]);
  expect(evenEdges(-Math.PI, Math.PI, 3).at(-1)).toBe(Math.PI);
  expect(logEdges(1, 100, 2)).toEqual([1, expect.closeTo(10, 12), 100]);
});

test("a few far values do not stretch the range", () => {
  const values = Array.from({ length: 1000 }, (_, i) => (i < 998 ? i / 998 : 1e6));
  expect(rangeOf(values)!.high).toBeLessThan(2);
  expect(rangeOf([Number.NaN])).toBeNull();
});

test("quantiles lie between neighbours", () => {
  expect(quantile(sortedDrawable([4, 1, Number.NaN, 3, 2]), 0.5)).toBe(2.5);
});

test("pairs are counted row by row, and those outside are counted too", () => {
  const { values, outside } = countPairs([0.5, 1.5, 1.5, 9, Number.NaN], [0.5, 0.5, 0.5, 0.5, 0.5], [0, 1, 2], [0, 1]);
  expect([...values]).toEqual([1, 2]);
  expect(outside).toBe(2);
});
