/** @file Clusters of a few vectors by hand, and what holds of clusters of any. */
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

test("two heaps have their centres in their middles, whatever the seeds", () => {
  const vectors = line(0, 1, 2, 100, 104);
  for (let seed = 0; seed < 20; seed++) {
    const found = clustersOf(vectors, { count: 2, iterations: 10, spreads: true }, random(seed));
    expect([...found.centres].toSorted((a, b) => a - b)).toEqual([1, 102]);
    expect([...found.sizes].toSorted()).toEqual([2, 3]);
    expect(found.nearest[0]).toBe(found.nearest[2]);
    expect(found.nearest[0]).not.toBe(found.nearest[3]);
  }
});

test("without iterations and spreading, centres are different vectors of the data", () => {
  const vectors = line(5, 6, 7, 8, 9);
  const { centres } = clustersOf(vectors, { count: 5, iterations: 0, spreads: false }, random());
  expect([...centres].toSorted()).toEqual([5, 6, 7, 8, 9]);
});

test("more clusters than vectors are possible, and one vector as well", () => {
  for (const spreads of [true, false]) {
    const { centres, sizes } = clustersOf(line(3), { count: 4, iterations: 5, spreads }, random());
    expect([...centres]).toEqual([3, 3, 3, 3]);
    expect([...sizes]).toEqual([1, 0, 0, 0]);
  }
});

describe("clusters of any vectors", () => {
  const anyVectors = fc
    .array(fc.tuple(fc.float({ min: -9, max: 9, noNaN: true }), fc.float({ min: -9, max: 9, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((pairs): Vectors => ({ width: 2, data: Float32Array.from(pairs.flat()) }));

  test("have every vector with the nearest centre, counted once", () => {
    fc.assert(
      fc.property(anyVectors, fc.integer({ min: 1, max: 6 }), (vectors, count) => {
        const { centres, nearest, sizes } = clustersOf(vectors, { count, iterations: 3, spreads: true }, random());
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

  test("are no worse after more iterations", () => {
    fc.assert(
      fc.property(anyVectors, fc.integer({ min: 1, max: 6 }), (vectors, count) => {
        const errorAfter = (iterations: number) =>
          errorOf(vectors, clustersOf(vectors, { count, iterations, spreads: true }, random(1)));
        expect(errorAfter(10)).toBeLessThanOrEqual(errorAfter(0) * (1 + 1e-6) + 1e-9);
      }),
    );
  });
});
