/** @file Simulated events made in memory, for tests and first runs: nothing to fetch, and the truth is known. */
import { createHash } from "node:crypto";
import { type Infer, schema } from "#config/schema";
import { classWeights, eventWeights } from "./class-weights.ts";
import { eventLayout } from "./event-layout.ts";
import { type Compat, type EventSource, eventSource, type RawEvents, type SourceOptions } from "./event-source.ts";
import { checkRows } from "./event-table.ts";
import { FOUR_TOP_PROCESSES, PROCESS_NAMES, processes, SELECTIONS, simulateRows } from "./simulation/index.ts";
import { trainLabels, withTrainLabels } from "./train-labels.ts";

const numberOfEvents = schema.int().positive();

export const syntheticConfig = schema.strictObject({
  kind: schema.literal("synthetic"),
  n_train: numberOfEvents.default(2000),
  n_val: numberOfEvents.default(400),
  n_test: numberOfEvents.default(400),
  seed: schema.int().nonnegative().default(0).describe("of the events; the order of training has the seed of the run"),
  processes: schema
    .array(schema.enum(PROCESS_NAMES))
    .min(1)
    .default([...FOUR_TOP_PROCESSES])
    .describe("every event is one of these, all equally likely"),
  selection: schema.enum(SELECTIONS).default("multilepton").describe("two leptons of the same charge or three, or all"),
  train_labels: trainLabels,
  class_weights: classWeights,
  n_tokens: schema.int().positive().default(18).describe("objects to keep at most"),
});

export type SyntheticConfig = Infer<typeof syntheticConfig>;

/**
 * Simulates all three splits; equal configs give equal events.
 *
 * @throws FixableError `data/selection-never-passes` and what `eventSource` throws
 */
export async function openSynthetic(config: SyntheticConfig, options: SourceOptions): Promise<EventSource> {
  return eventSource(await simulateSynthetic(config, options.compat), options);
}

/** @throws FixableError `data/selection-never-passes` */
export async function simulateSynthetic(config: SyntheticConfig, compat: Compat): Promise<RawEvents> {
  const { n_train, n_val, n_test, n_tokens, train_labels, class_weights, ...wish } = config;
  const unit = "GeV";
  const checks = { layout: eventLayout(n_tokens), unit, needsLogarithms: compat === "none" } as const;
  const hash = createHash("sha256");
  const simulate = (split: string, first: number, count: number) => {
    const { rows, labels } = simulateRows({ ...wish, unit, tokens: n_tokens }, first, count);
    const table = { name: `simulated ${split} events`, rows, labels, count };
    checkRows(table, checks);
    hash.update(rows);
    return table;
  };
  const splits = {
    train: simulate("training", 0, n_train),
    val: simulate("validation", n_train, n_val),
    test: simulate("test", n_train + n_val, n_test),
  };
  const provenance = { path: "simulated in memory", sha256: hash.digest("hex"), datasets: {} };
  const kept = withTrainLabels(splits, train_labels);
  const classNames = Object.fromEntries(PROCESS_NAMES.map((name) => [processes[name].label, name]));
  const weights = eventWeights(kept, class_weights, classNames);
  return { splits: kept, weights, classNames, tokens: n_tokens, unit, provenance };
}
