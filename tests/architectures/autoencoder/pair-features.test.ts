/** @file Two particles with their distance, kT, z and mass worked out by hand. */
import { expect, test } from "vitest";
import { PAIR_FEATURES, PairFeatures } from "../../../src/architectures/autoencoder/pair-features.ts";
import { expectClose } from "../../contracts/close.ts";
import { PHYSICS } from "../../contracts/physics-transform.ts";
import { floats, runTraced } from "../../traced.ts";

/** As the physics transform would make it. */
function token(ptGeV: number, eta: number, phi: number): number[] {
  const features = [Math.log(ptGeV * Math.cosh(eta)), Math.log(ptGeV), eta, Math.sin(phi), Math.cos(phi)];
  return features.map((x, i) => (x - PHYSICS.mean[i]!) / PHYSICS.std[i]!);
}

/** Features of the pairs of a particle with each of the others, `[token][pair feature]`. */
async function pairs(tokens: readonly number[][]): Promise<number[][]> {
  const count = tokens.length;
  const { out } = await runTraced(
    (batch) => ({
      out: new PairFeatures({ compat: "none", transform: PHYSICS }, "phase1.encoder").of(
        batch["tokens"]!,
        batch["mask"]!,
      ),
    }),
    { tokens: floats([1, count, 5], tokens.flat()), mask: floats([1, count], new Array(count).fill(1)) },
  );
  const width = PAIR_FEATURES.length;
  return Array.from({ length: count * count }, (_, i) => out!.slice(i * width, (i + 1) * width));
}

/** Differences of pair features do not depend on where they were centred; `unit` is one e-fold. */
test("grow by hand-made differences from one pair to another", async () => {
  const angle = 0.02; // small enough for the chord to be the arc
  const first = await pairs([token(100, 0, 0), token(50, 1, Math.PI / 2)]);
  const second = await pairs([token(100, 0, Math.PI - angle / 2), token(100, 0.3, -Math.PI + angle / 2)]);
  const valuesOf = (pt: [number, number], distance2: number, opening: number) => [
    Math.log(distance2) / 2,
    Math.log(Math.min(...pt) * Math.sqrt(distance2)),
    Math.log(Math.min(...pt) / (pt[0] + pt[1])),
    Math.log(pt[0] * pt[1] * opening),
  ];
  // Δη = 1, chord² = 2 (1 - cos π/2) = 2; the angle of the second pair reaches across ±π
  const expectedFirst = valuesOf([100, 50], 3, 2 * (Math.cosh(1) - Math.cos(Math.PI / 2)));
  const expectedSecond = valuesOf([100, 100], 0.09 + angle ** 2, 2 * (Math.cosh(0.3) - Math.cos(angle)));
  const spread = [0.5, 0.7, 0.4, 1.5];
  const difference = first[1]!.map((x, i) => (x - second[1]![i]!) * spread[i]!);
  expectClose(
    difference,
    expectedFirst.map((x, i) => x - expectedSecond[i]!),
    2e-3,
  );
});

test("are the same in either order, of order one, and finite for a particle with itself", async () => {
  const all = await pairs([token(100, 0, 0), token(50, 1, 2), token(30, -2.5, -3)]);
  for (const [a, b] of [
    [1, 3],
    [2, 6],
    [5, 7],
  ] as const) {
    expect(all[a]).toEqual(all[b]);
    for (const x of all[a]!) expect(Math.abs(x)).toBeLessThan(6);
  }
  expect(all.flat().every(Number.isFinite)).toBe(true);
});
