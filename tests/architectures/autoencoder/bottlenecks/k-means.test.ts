/** @file Clusters of a few vectors by hand, and what holds of clusters of any. */
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import {
  type Clusters,
  clustersOf,
  type Vectors,
} from "../../../../src/architectures/autoencoder/bottlenecks/k-means.ts";

const random = (seed = 0) => RandomStream.of(seed, "test");
const line = (...values: number[]): Vectors => ({ width: 1, data: Float32Array.from(values) });

/** Mean squared distance of the vectors from their nearest centres. */
function errorOf({ width, data }: Vectors, { centres, nearest }: Clusters): number {
  const squares = data.map((x, i) => (x - centres[nearest[Math.floor(i / width)]! * width + (i % width)]!) ** 2);
  return squares.reduce((sum, x) => sum + x, 0) / nearest.length;
}

test("two heaps have their centres in their middles, whatever the seeds", async () => {
  const vectors = line(0, 1, 2, 100, 104);
  for (let seed = 0; seed < 20; seed++) {
    const found = await clustersOf(vectors, { count: 2, iterations: 10, spreads: true }, random(seed));
    expect([...found.centres].toSorted((a, b) => a - b)).toEqual([1, 102]);
    expect([...found.sizes].toSorted()).toEqual([2, 3]);
    expect(found.nearest[0]).toBe(found.nearest[2]);
    expect(found.nearest[0]).not.toBe(found.nearest[3]);
  }
});

test("without iterations and spreading, centres are different vectors of the data", async () => {
  const vectors = line(5, 6, 7, 8, 9);
  const { centres } = await clustersOf(vectors, { count: 5, iterations: 0, spreads: false }, random());
  expect([...centres].toSorted()).toEqual([5, 6, 7, 8, 9]);
});

test("more clusters than vectors are possible, and one vector as well", async () => {
  for (const spreads of [true, false]) {
    const { centres, sizes } = await clustersOf(line(3), { count: 4, iterations: 5, spreads }, random());
    expect([...centres]).toEqual([3, 3, 3, 3]);
    expect([...sizes]).toEqual([1, 0, 0, 0]);
  }
});

test("others have their turn while many vectors are looked at", async () => {
  const vectors = line(...Array.from({ length: 4096 }, (_, i) => i));
  let [turns, isDone] = [0, false];
  const others = async () => {
    for (; !isDone; turns++) await setImmediate();
  };
  const waiting = others();
  await clustersOf(vectors, { count: 8, iterations: 1, spreads: true }, random());
  isDone = true;
  await waiting;
  expect(turns).toBeGreaterThanOrEqual(8 + 2 * 4); // at every seed, and four times in each of two passes
});

describe("clusters of any vectors", () => {
  const anyVectors = fc
    .array(fc.tuple(fc.float({ min: -9, max: 9, noNaN: true }), fc.float({ min: -9, max: 9, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((pairs): Vectors => ({ width: 2, data: Float32Array.from(pairs.flat()) }));

  test("have every vector with the nearest centre, counted once", async () => {
    await fc.assert(
      fc.asyncProperty(anyVectors, fc.integer({ min: 1, max: 6 }), async (vectors, count) => {
        const { centres, nearest, sizes } = await clustersOf(
          vectors,
          { count, iterations: 3, spreads: true },
          random(),
        );
        const distance = (i: number, cluster: number) =>
          Math.hypot(
            vectors.data[2 * i]! - centres[2 * cluster]!,
            vectors.data[2 * i + 1]! - centres[2 * cluster + 1]!,
          );
        nearest.forEach((own, i) => {
          for (let other = 0; other < count; other++)
            expect(distance(i, own)).toBeLessThanOrEqual(distance(i, other) + 1e-6);
        });
        expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(nearest.length);
      }),
    );
  });

  test("are no worse after more iterations", async () => {
    await fc.assert(
      fc.asyncProperty(anyVectors, fc.integer({ min: 1, max: 6 }), async (vectors, count) => {
        const errorAfter = async (iterations: number) =>
          errorOf(vectors, await clustersOf(vectors, { count, iterations, spreads: true }, random(1)));
        expect(await errorAfter(10)).toBeLessThanOrEqual((await errorAfter(0)) * (1 + 1e-6) + 1e-9);
      }),
    );
  });
});
