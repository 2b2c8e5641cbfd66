import { expect, test } from "vitest";
import type { CollisionColumns } from "#data";
import { angular, evaluate, quantiledKl, relative, resolutionOf, wasserstein } from "#evaluation";
import { RandomStream } from "#utils/seed.ts";

test("the core of a Gaussian is its standard deviation, its tails 0.27 %", () => {
  const random = RandomStream.of(1);
  const truth = Float64Array.from({ length: 100_000 }, () => 50 + 10 * random.uniform());
  const reconstruction = truth.map((value) => value * (1.02 + 0.1 * random.normal()));
  const { bias, core, tails } = resolutionOf(truth, reconstruction, relative)!;
  expect(bias).toBeCloseTo(0.02, 2);
  expect(core).toBeCloseTo(0.0994, 2); // the 16 % and 84 % quantiles lie at ±0.994 σ
  expect(Math.abs(tails - 0.0028)).toBeLessThan(0.001);
});

test("angles are compared around the circle", () => {
  expect(angular(3.1, -3.1)).toBeCloseTo(2 * Math.PI - 6.2, 12);
  expect(angular(-3.1, 3.1)).toBeCloseTo(6.2 - 2 * Math.PI, 12);
  expect(angular(0, Math.PI)).toBe(-Math.PI);
});

test("the earth mover's distance of a shifted sample is the shift, in deviations", () => {
  expect(wasserstein([1, 3], [2, 4])).toBe(1); // deviation 1, each moved by 1
  expect(wasserstein([1, 3], [3, 1])).toBe(0); // order does not matter
  expect(wasserstein([2, 2], [2, 2])).toBeNull(); // nothing to measure it in
});

test("the quantiled divergence, worked by hand", () => {
  // two bins cut at the median 2.5; shares with half an entry more: 2.5/5 each against 0.5/5 and 4.5/5
  const expected = 0.5 * Math.log(0.5 / 0.1) + 0.5 * Math.log(0.5 / 0.9);
  expect(quantiledKl([1, 2, 3, 4], [3, 3, 4, 9], 2)).toBeCloseTo(expected, 12);
  expect(quantiledKl([1, 2, 3, 4], [4, 3, 2, 1], 2)).toBe(0); // order does not matter
  expect(quantiledKl([2, 2], [2, 2])).toBeNull(); // there is nothing to cut
});

/** Two events: three jets and a muon, and a single photon. */
function events(scale = 1): CollisionColumns {
  const pt = Float32Array.of(50, 100, 30, 20, 40).map((value) => value * scale);
  const eta = Float32Array.of(0, 0, 0, 1, 0);
  const phiRad = Float32Array.of(0, Math.PI, Math.PI / 2, 1, 2);
  const energyGeV = pt.map((value, i) => value * Math.cosh(eta[i]!));
  return {
    particles: {
      event: Int32Array.of(0, 0, 0, 0, 1),
      type: Int32Array.of(1, 2, 1, 5, 7),
      ...{ energyGeV, ptGeV: pt, eta, phiRad },
    },
    globals: { metGeV: Float32Array.of(10, 20), metPhiRad: Float32Array.of(0, 1) },
  };
}

test("masses and sums are those of the leading true jets, worked by hand", () => {
  const { event_quantities, particles } = evaluate(events(), events(1.1));
  // back to back and massless: m² = 2 E₁E₂ (1 - cos π) = 4 · 100 · 50; all scale alike
  expect(event_quantities.m_leading_pair).toMatchObject({ n: 1 });
  expect(event_quantities.m_leading_pair!.bias).toBeCloseTo(0.1, 5);
  expect(event_quantities.m_leading_triple!.bias).toBeCloseTo(0.1, 5);
  expect(event_quantities.ht!).toMatchObject({ n: 2 });
  expect(event_quantities.ht!.bias).toBeCloseTo(0.1, 6);
  expect(Object.keys(particles)).toEqual(["all", "jet", "b-jet", "mu+", "photon"]);
  expect(particles["photon"]!.pt).toMatchObject({ n: 1, core: 0 });
});

test("the mass of a jet is what its energy has beyond its momentum, and electrons have no jet mass", () => {
  const one = (type: number, energy: number): CollisionColumns => ({
    particles: {
      event: Int32Array.of(0),
      type: Int32Array.of(type),
      energyGeV: Float32Array.of(energy),
      ptGeV: Float32Array.of(12),
      eta: Float32Array.of(0),
      phiRad: Float32Array.of(0),
    },
    globals: { metGeV: Float32Array.of(1), metPhiRad: Float32Array.of(0) },
  });
  // 13² - 12² = 5², 20² - 12² = 16²; less energy than momentum counts as no mass
  expect(evaluate(one(1, 13), one(1, 20)).particles["jet"]!.jet_mass).toMatchObject({ n: 1, bias: 11 });
  expect(evaluate(one(2, 13), one(2, 11)).particles["all"]!.jet_mass).toMatchObject({ n: 1, bias: -5 });
  expect(evaluate(one(3, 13), one(3, 20)).particles["all"]!.jet_mass).toBeNull();
});

test("without a globals head MET is null, and the rest is there", () => {
  const reconstruction = {
    ...events(),
    globals: { metGeV: Float32Array.of(NaN, NaN), metPhiRad: Float32Array.of(NaN, NaN) },
  };
  const { event_quantities, wasserstein: distances } = evaluate(events(), reconstruction);
  expect(event_quantities.met).toBeNull();
  expect(distances["met"]).toBeNull();
  expect(event_quantities.ht!.core).toBe(0);
});

test("a perfect reconstruction has no width, no bias and no distance", () => {
  const { particles, wasserstein: distances } = evaluate(events(), events());
  expect(particles["all"]!.pt).toEqual({ n: 5, bias: 0, core: 0, tails: 0 });
  expect(distances["pt"]).toBe(0);
});
