/** @file Vectors with a known answer: a wave along one direction, a slope along another, and noise that nobody can learn. */
import { type ClassWeights, eventWeights, SPLITS, type Split } from "#data";
import type { HostBatch } from "#engine";
import { RandomStream } from "#utils/seed.ts";

export interface VectorWish {
  readonly task: "regression" | "binary";
  readonly features: number;
  readonly counts: Readonly<Record<Split, number>>;
  readonly seed: number;
  /** Values above it are of the class 1: far from zero, one class is rare. */
  readonly threshold: number;
  /** What a vector of each class counts; of classes alone. */
  readonly classWeights: ClassWeights;
}

interface DrawnSplit {
  readonly vectors: Float32Array;
  readonly targets: Float32Array;
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
  readonly #splits: Readonly<Record<Split, DrawnSplit>>;
  readonly #weights: Readonly<Record<Split, Float32Array>> | undefined;

  /** @throws FixableError `data/unknown-class`, `data/no-weight` */
  constructor(wish: VectorWish) {
    this.counts = wish.counts;
    this.#wish = wish;
    const [wave, slope] = [direction(wish, "wave"), direction(wish, "slope")];
    const make = (split: Split) => drawSplit(wish, split, wave, slope);
    this.#splits = { train: make("train"), val: make("val"), test: make("test") };
    this.#weights = wish.task === "binary" ? weightsOf(this.#splits, wish.classWeights) : undefined;
  }

  /**
   * One pass: shuffled by (seed, epoch) for `train`, in order for the others; the last batch may be short.
   *
   * @param from the first batch to give
   */
  *batches(split: Split, epoch: number, batchSize: number, from = 0): Generator<VectorBatch> {
    const { features, seed, counts } = this.#wish;
    const count = counts[split];
    const order =
      split === "train"
        ? RandomStream.of(seed, "order of vectors", epoch).permutation(count)
        : Int32Array.from({ length: count }, (_, i) => i);
    const { vectors, targets } = this.#splits[split];
    const weights = this.#weights?.[split];
    for (let first = from * batchSize; first < count; first += batchSize) {
      const rows = order.subarray(first, first + batchSize);
      const data = new Float32Array(rows.length * features);
      rows.forEach((row, i) => {
        data.set(vectors.subarray(row * features, (row + 1) * features), i * features);
      });
      const ofRows = (values: Float32Array) =>
        ({ dtype: "float32", shape: [rows.length], data: Float32Array.from(rows, (row) => values[row]!) }) as const;
      yield {
        size: rows.length,
        batch: {
          vectors: { dtype: "float32", shape: [rows.length, features], data },
          targets: ofRows(targets),
          ...(weights && { weights: ofRows(weights) }),
        },
      };
    }
  }
}

function weightsOf(splits: Readonly<Record<Split, DrawnSplit>>, wish: ClassWeights) {
  const labelled = SPLITS.map((split) => {
    const labels = Int32Array.from(splits[split].targets);
    return [split, { labels, count: labels.length, name: `vectors for ${split}` }] as const;
  });
  const bySplit = Object.fromEntries(labelled) as Record<Split, (typeof labelled)[number][1]>;
  return eventWeights(bySplit, wish, {}, "test_mlp.class_weights");
}

/** A random direction of length one. */
function direction({ seed, features }: VectorWish, name: string): number[] {
  const random = RandomStream.of(seed, "direction", name);
  const vector = Array.from({ length: features }, () => random.normal());
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function drawSplit(
  { seed, features, counts, task, threshold }: VectorWish,
  split: Split,
  wave: readonly number[],
  slope: readonly number[],
): DrawnSplit {
  const random = RandomStream.of(seed, "vectors", split);
  const vectors = Float32Array.from({ length: counts[split] * features }, () => random.normal());
  const targets = Float32Array.from({ length: counts[split] }, (_, row) => {
    const along = (axis: readonly number[]) => axis.reduce((sum, x, i) => sum + x * vectors[row * features + i]!, 0);
    const value = Math.sin(2 * along(wave)) + along(slope);
    if (task === "regression") return value + VALUE_NOISE * random.normal();
    return value > threshold !== random.uniform() < FLIPPED ? 1 : 0;
  });
  return { vectors, targets };
}
