/**
 * @file Centres of clusters: seeds far from each other, then Lloyd's iterations. Arthur and Vassilvitskii 2007,
 * "k-means++: the advantages of careful seeding"; Lloyd 1982. The package that is kept up (ml-kmeans) computes with arrays of
 * arrays and brings a dozen others with it.
 */
import { setImmediate } from "node:timers/promises";
import type { RandomStream } from "#utils/seed.ts";

/** Vectors one after another. */
export interface Vectors {
  readonly width: number;
  readonly data: Float32Array;
}

export interface Clusters {
  /** `[cluster, width]`, row-major. */
  readonly centres: Float32Array;
  /** `[vector]`, the nearest centre of each. */
  readonly nearest: Int32Array;
  /** `[cluster]`, how many vectors are nearest to each. */
  readonly sizes: Float32Array;
}

export interface ClusterWish {
  readonly count: number;
  /** At most; fewer where nothing changes any more. 0 leaves the seeds as they are. */
  readonly iterations: number;
  /** Whether seeds are drawn far from each other, or each vector is as likely as the others. */
  readonly spreads: boolean;
}

/**
 * Where there are fewer vectors than clusters, some are the seed of several. Large tables take a minute: what else the process
 * has to do, such as the sign of life of its run, has its turn in between.
 */
export async function clustersOf(
  vectors: Vectors,
  { count, iterations, spreads }: ClusterWish,
  random: RandomStream,
): Promise<Clusters> {
  let centres = spreads ? await spreadSeeds(vectors, count, random) : evenSeeds(vectors, count, random);
  let nearest = await nearestOf(vectors, centres);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const means = meansOf(vectors, nearest, centres);
    const next = await nearestOf(vectors, means);
    const isSame = next.every((cluster, i) => cluster === nearest[i]);
    [centres, nearest] = [means, next];
    if (isSame) break;
  }
  const sizes = new Float32Array(count);
  for (const cluster of nearest) sizes[cluster]!++;
  return { centres, nearest, sizes };
}

function evenSeeds({ width, data }: Vectors, count: number, random: RandomStream): Float32Array {
  const order = random.permutation(data.length / width);
  const centres = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = order[i % order.length]! * width;
    centres.set(data.subarray(from, from + width), i * width);
  }
  return centres;
}

/** Each next seed is a vector drawn with a chance that grows with its squared distance from the seeds before it. */
async function spreadSeeds(vectors: Vectors, count: number, random: RandomStream): Promise<Float32Array> {
  const { width, data } = vectors;
  const vectorCount = data.length / width;
  const centres = new Float32Array(count * width);
  const distances = new Float64Array(vectorCount).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(vectorCount);
  for (let seed = 0; seed < count; seed++) {
    await setImmediate();
    centres.set(data.subarray(chosen * width, (chosen + 1) * width), seed * width);
    let total = 0;
    for (let i = 0; i < vectorCount; i++) {
      distances[i] = Math.min(distances[i]!, squaredDistance(data, i * width, centres, seed * width, width));
      total += distances[i]!;
    }
    chosen = drawn(distances, total, random);
  }
  return centres;
}

/** @param chances not negative @param total their sum; where it is 0 all are as likely */
function drawn(chances: Float64Array, total: number, random: RandomStream): number {
  if (total === 0) return random.integer(chances.length);
  let rest = random.uniform() * total;
  for (let i = 0; i < chances.length; i++) {
    rest -= chances[i]!;
    if (rest < 0) return i;
  }
  return chances.length - 1; // rounding
}

/** Vectors that are looked up without a pause. */
const VECTORS_AT_ONCE = 1024;

/** @returns `[vector]`, the first of the nearest centres */
async function nearestOf({ width, data }: Vectors, centres: Float32Array): Promise<Int32Array> {
  const found = new Int32Array(data.length / width);
  for (let i = 0; i < found.length; i++) {
    if (i % VECTORS_AT_ONCE === 0) await setImmediate();
    let [best, at] = [Number.POSITIVE_INFINITY, 0];
    for (let from = 0; from < centres.length; from += width) {
      const distance = squaredDistance(data, i * width, centres, from, width);
      if (distance < best) [best, at] = [distance, from / width];
    }
    found[i] = at;
  }
  return found;
}

/** A centre without vectors stays where it is. */
function meansOf({ width, data }: Vectors, nearest: Int32Array, centres: Float32Array): Float32Array {
  const sums = new Float64Array(centres.length);
  const sizes = new Float64Array(centres.length / width);
  nearest.forEach((cluster, i) => {
    sizes[cluster]!++;
    for (let j = 0; j < width; j++) sums[cluster * width + j]! += data[i * width + j]!;
  });
  return centres.map((old, i) => {
    const size = sizes[Math.floor(i / width)]!;
    return size === 0 ? old : sums[i]! / size;
  });
}

function squaredDistance(a: Float32Array, fromA: number, b: Float32Array, fromB: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (a[fromA + j]! - b[fromB + j]!) ** 2;
  return sum;
}
