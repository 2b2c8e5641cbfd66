import fc from "fast-check";
import { expect, test } from "vitest";
import { decimal, niceStep, ticksOf } from "../../src/figures/ticks.ts";

const labels = (domain: [number, number], options = {}) =>
  ticksOf({ label: "", domain, ...options }, 5).major.map(({ label }) => label);

test("labels stand at round numbers, with as many digits as the step has", () => {
  expect(labels([0, 1])).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  expect(labels([-3.2, 3.2])).toEqual(["−3", "−2", "−1", "0", "1", "2", "3"]);
  expect(labels([0, 0.0123])).toEqual(["0.000", "0.002", "0.004", "0.006", "0.008", "0.010", "0.012"]);
});

test("minor ticks divide the major ones and never stand on one", () => {
  const { major, minor } = ticksOf({ label: "", domain: [0, 10] }, 5);
  expect(major.map(({ at }) => at)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(minor).toEqual([0.5, 1, 1.5, 2.5, 3, 3.5, 4.5, 5, 5.5, 6.5, 7, 7.5, 8.5, 9, 9.5]);
});

test("an axis of whole numbers has no ticks between them", () => {
  const { major, minor } = ticksOf({ label: "", domain: [-0.1, 2.1], integer: true }, 8);
  expect(major.map(({ at }) => at)).toEqual([0, 1, 2]);
  expect(minor).toEqual([]);
});

test("large numbers share a factor", () => {
  const ticks = ticksOf({ label: "", domain: [0, 123_456] }, 4);
  expect(ticks.factor).toBe("×10^{3}");
  expect(ticks.major.map(({ label }) => label)).toEqual(["0", "20", "40", "60", "80", "100", "120"]);
});

test("a logarithmic axis labels decades, or 1, 2, 5 within one", () => {
  expect(labels([5, 2e5], { scale: "log" })).toEqual(["10^{1}", "10^{2}", "10^{3}", "10^{4}", "10^{5}"]);
  expect(labels([0.009, 0.12], { scale: "log" })).toEqual(["0.01", "0.02", "0.05", "0.1"]);
  expect(labels([0.02, 4], { scale: "log" })).toEqual(["0.03", "0.1", "0.3", "1", "3"]);
  expect(labels([1.1, 1.95], { scale: "log" })).toEqual(["1.2", "1.4", "1.6", "1.8"]);
  expect(labels([0.05, 50], { scale: "log" })).toEqual(["0.1", "1", "10"]);
  expect(labels([0.15, 0.9], { scale: "log" })).toEqual(["0.2", "0.3", "0.5"]);
  expect(labels([1e-6, 7e-6], { scale: "log" })).toEqual(["10^{−6}", "2×10^{−6}", "5×10^{−6}"]);
});

test("many decades are labelled at a stride", () => {
  const { major, minor } = ticksOf({ label: "", domain: [1e-9, 1], scale: "log" }, 3);
  expect(major.map(({ at }) => at)).toEqual([1e-8, 1e-4, 1]);
  expect(minor).toContain(1e-6);
});

test("no axis has a single label, however little room there is", () => {
  const few = (domain: [number, number], scale: "linear" | "log") => ticksOf({ label: "", domain, scale }, 2).major;
  expect(few([-1.9, 1.9], "linear").map(({ at }) => at)).toEqual([-1, 0, 1]);
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const ratio = fc.double({ min: 1.01, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(finite, ratio, (low, high) => {
      expect(few([low, low + high], "linear").length).toBeGreaterThan(1);
      expect(few([Math.abs(low) + 1e-6, (Math.abs(low) + 1e-6) * high], "log").length).toBeGreaterThan(1);
    }),
    { seed: 1 },
  );
});

test("multiples are exact decimals", () => {
  expect(decimal(3, -1)).toBe(0.3);
  expect(niceStep(0.03)).toEqual([5, -2]);
  expect(niceStep(1)).toEqual([1, 0]);
});

test("every tick lies on the axis and labels differ", () => {
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(finite, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, length) => {
      const high = low + length;
      const { major, minor } = ticksOf({ label: "", domain: [low, high] }, 5);
      for (const at of [...major.map(({ at }) => at), ...minor]) {
        expect(at).toBeGreaterThanOrEqual(low - length * 1e-6);
        expect(at).toBeLessThanOrEqual(high + length * 1e-6);
      }
      expect(new Set(major.map(({ label }) => label)).size).toBe(major.length);
      expect(major.length).toBeLessThanOrEqual(8);
    }),
    { seed: 1 },
  );
});
