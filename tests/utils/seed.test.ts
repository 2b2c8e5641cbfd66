import { expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";

test("equal seeds and purposes give equal numbers, whoever drew before", () => {
  const a = RandomStream.of(7, "shuffle", 3);
  const parent = RandomStream.of(7);
  for (let i = 0; i < 10; i++) parent.uniform();
  const b = parent.split("shuffle").split(3);
  expect(Array.from({ length: 20 }, () => a.uniform())).toEqual(Array.from({ length: 20 }, () => b.uniform()));
});

test("another seed, purpose or number gives other numbers", () => {
  const first = (...[seed, ...purpose]: [number, ...(string | number)[]]) => RandomStream.of(seed, ...purpose).uint32();
  const draws = [
    first(1),
    first(2),
    first(1, "a"),
    first(1, "b"),
    first(1, 1),
    first(1, "1"),
    first(1, "a", 1),
    first(2 ** 32 + 1),
  ];
  expect(new Set(draws).size).toBe(draws.length);
});

test("uniform and normal numbers have the moments they should", () => {
  const stream = RandomStream.of(0, "moments");
  const n = 200_000;
  let [sum, normalSum, normalSquares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    sum += stream.uniform();
    const z = stream.normal();
    normalSum += z;
    normalSquares += z * z;
  }
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  expect(Math.abs(normalSum / n)).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(normalSquares / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
});

test("a permutation holds every number once", () => {
  expect([...RandomStream.of(1).permutation(1000)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1000 }, (_, i) => i),
  );
});
