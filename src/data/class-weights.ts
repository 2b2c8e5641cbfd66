/** @file Classes of events that count more or less in the loss (`data.class_weights`), where there are labels. */
import { type Infer, schema } from "#config/schema";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ClassNames } from "./class-names.ts";
import { SPLITS, type Split } from "./event-batch.ts";
import type { RawEvents } from "./event-source.ts";

export const classWeights = schema
  .union([schema.enum(["none", "balanced"]), schema.record(schema.string().min(1), schema.number().min(0))])
  .default("none")
  .describe("what an event counts in the loss: balanced, or weights by label or name of class; others count 1");

export type ClassWeights = Infer<typeof classWeights>;

/** What is labelled, split by split. */
export type LabelledSplits = Readonly<Record<Split, Pick<RawEvents["splits"][Split], "labels" | "count" | "name">>>;

/**
 * `balanced`: every class of the training split counts the same, N / (K · n) an event of a class of n among K. Weights
 * have mean one over the training split, so that a learning rate means the same with and without them.
 *
 * @param key of the config that has the wish, for messages
 * @returns a weight for each event, or undefined where all count the same
 * @throws FixableError `data/no-labels`, `data/unknown-class`, and `data/no-weight` where nothing would be learned from
 */
export function eventWeights(
  splits: LabelledSplits,
  wish: ClassWeights,
  names: ClassNames,
  key = "data.class_weights",
): Readonly<Record<Split, Float32Array>> | undefined {
  if (wish === "none") return undefined;
  const labelsOf = (split: Split) => splits[split].labels ?? noLabels(splits[split].name);
  const counts = countOf(labelsOf("train"));
  const events = splits.train.count;
  const raw = wish === "balanced" ? balanced(counts) : byLabel(wish, names, counts, key);
  const weightOf = (label: number) => raw.get(label) ?? 1;
  const sum = [...counts].reduce((total, [label, count]) => total + weightOf(label) * count, 0);
  if (sum === 0) {
    throw new FixableError({
      code: "data/no-weight",
      problem: `${key} gives every training event the weight 0`,
      where: splits.train.name,
    });
  }
  const weights = SPLITS.map((split) => [
    split,
    Float32Array.from(labelsOf(split), (label) => (weightOf(label) * events) / sum),
  ]);
  return Object.fromEntries(weights) as Record<Split, Float32Array>;
}

function countOf(labels: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function balanced(counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map([...counts].map(([label, count]) => [label, 1 / count]));
}

function byLabel(
  wish: Exclude<ClassWeights, string>,
  names: ClassNames,
  counts: ReadonlyMap<number, number>,
  key: string,
): ReadonlyMap<number, number> {
  return new Map(
    Object.entries(wish).map(([name, weight]) => {
      const label = Number(Object.keys(names).find((one) => names[one] === name) ?? name);
      if (!counts.has(label)) throw unknownClass(name, names, counts, key);
      return [label, weight];
    }),
  );
}

function unknownClass(
  wanted: string,
  names: ClassNames,
  counts: ReadonlyMap<number, number>,
  key: string,
): FixableError {
  const labels = [...counts.keys()].sort((a, b) => a - b);
  const known = labels.map((label) => names[label] ?? String(label));
  const [nearest = known[0]] = closestWords(wanted, known);
  return new FixableError({
    code: "data/unknown-class",
    problem: `no training event is of the class "${wanted}"; there is ${known.join(", ")}`,
    where: key,
    fix: shellWord(`${key}={${nearest}: 2}`),
  });
}

function noLabels(where: string): never {
  throw new FixableError({
    code: "data/no-labels",
    problem:
      "data.class_weights weighs events by their labels, and there are none (data.datasets.y_train names them in the file)",
    where,
    fix: "data.class_weights=none",
  });
}
