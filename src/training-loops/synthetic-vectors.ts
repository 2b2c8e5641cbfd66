/** @file Vectors with a known answer: a wave along one direction, a slope along another, and noise that nobody can learn. */
import type { Split } from "#data";
import type { HostBatch } from "#engine";
import { RandomStream } from "#utils/seed.ts";

export interface VectorWish {
  readonly task: "regression" | "binary";
  readonly features: number;
  readonly counts: Readonly<Record<Split, number>>;
  readonly seed: number;
}

/** Deviation of the noise on a value: no model has a mean squared error below its square. */
export const VALUE_NOISE = 0.1;
/** Share of classes that are turned round: no model has an accuracy above one minus it. */
export const FLIPPED = 0.05;

export interface VectorBatch {
  readonly size: number;
  readonly batch: HostBatch;
}

export class SyntheticVectors {
  readonly counts: VectorWish["counts"];
  readonly #wish: VectorWish;
  readonly #splits: Readonly<Record<Split, { readonly vectors: Float32Array; readonly targets: Float32Array }>>;

  constructor(wish: VectorWish) {
    this.counts = wish.counts;
    this.#wish = wish;
    const [wave, slope] = [direction(wish, "wave"), direction(wish, "slope")];
    const make = (split: Split) => drawSplit(wish, split, wave, slope);
    this.#splits = { train: make("train"), val: make("val"), test: make("test") };
  }

  /** One pass: shuffled by (seed, epoch) for `train`, in order for the others; the last batch may be short. */
  *batches(split: Split, epoch: number, batchSize: number): Generator<VectorBatch> {
    const { features, seed, counts } = this.#wish;
    const count = counts[split];
    const order =
      split === "train"
        ? RandomStream.of(seed, "order of vectors", epoch).permutation(count)
        : Int32Array.from({ length: count }, (_, i) => i);
    const { vectors, targets } = this.#splits[split];
    for (let from = 0; from < count; from += batchSize) {
      const rows = order.subarray(from, from + batchSize);
      const data = new Float32Array(rows.length * features);
      rows.forEach((row, i) => {
        data.set(vectors.subarray(row * features, (row + 1) * features), i * features);
      });
      yield {
        size: rows.length,
        batch: {
          vectors: { dtype: "float32", shape: [rows.length, features], data },
          targets: { dtype: "float32", shape: [rows.length], data: Float32Array.from(rows, (row) => targets[row]!) },
        },
      };
    }
  }
}

/** A random direction of length one. */
function direction({ seed, features }: VectorWish, name: string): number[] {
  const random = RandomStream.of(seed, "direction", name);
  const vector = Array.from({ length: features }, () => random.normal());
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function drawSplit(
  { seed, features, counts, task }: VectorWish,
  split: Split,
  wave: readonly number[],
  slope: readonly number[],
) {
  const random = RandomStream.of(seed, "vectors", split);
  const vectors = Float32Array.from({ length: counts[split] * features }, () => random.normal());
  const targets = Float32Array.from({ length: counts[split] }, (_, row) => {
    const along = (axis: readonly number[]) => axis.reduce((sum, x, i) => sum + x * vectors[row * features + i]!, 0);
    const value = Math.sin(2 * along(wave)) + along(slope);
    if (task === "regression") return value + VALUE_NOISE * random.normal();
    return value > 0 !== random.uniform() < FLIPPED ? 1 : 0;
  });
  return { vectors, targets };
}
