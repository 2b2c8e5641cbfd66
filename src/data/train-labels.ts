/** @file Learning from some classes only, so that the others are what a model has never seen (`data.train_labels`). */
import { schema } from "#config/schema";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { RawEvents } from "./event-source.ts";

export const trainLabels = schema
  .array(schema.int())
  .min(1)
  .nullable()
  .default(null)
  .describe("classes to train and validate with, the background of anomaly scores; null takes all events");

type Splits = RawEvents["splits"];

/**
 * Leaves events of other classes out of the training and validation splits; the test split keeps them.
 *
 * @throws FixableError `data/no-labels`, and `data/unseen-label` where a split has no event of these classes
 */
export function withTrainLabels(splits: Splits, wanted: readonly number[] | null): Splits {
  if (!wanted) return splits;
  return { train: only(splits.train, wanted), val: only(splits.val, wanted), test: splits.test };
}

function only(split: Splits["train"], wanted: readonly number[]): Splits["train"] {
  const { labels, rows, count, name } = split;
  if (!labels) {
    throw new FixableError({
      code: "data/no-labels",
      problem: "data.train_labels chooses by labels, and there are none (data.datasets.y_train names them in the file)",
      where: name,
      fix: "data.train_labels=null",
    });
  }
  const kept = Array.from(labels.keys()).filter((event) => wanted.includes(labels[event]!));
  if (kept.length === 0) {
    const known = [...new Set(labels)].sort((a, b) => a - b);
    throw new FixableError({
      code: "data/unseen-label",
      problem: `no event has a label of [${wanted.join(", ")}]; there is ${known.join(", ")}`,
      where: name,
      fix: shellWord(`data.train_labels=[${known[0]}]`),
    });
  }
  const width = rows.length / count;
  const keptRows = new Float32Array(kept.length * width);
  kept.forEach((event, i) => {
    keptRows.set(rows.subarray(event * width, (event + 1) * width), i * width);
  });
  return { ...split, rows: keptRows, count: kept.length, labels: Int32Array.from(kept, (event) => labels[event]!) };
}
