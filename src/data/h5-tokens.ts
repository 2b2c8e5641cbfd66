/** @file Events from an HDF5 file with one table for each split, as in the Dark Machines four-top files. */
import { type Infer, schema } from "#config/schema";
import { sha256OfFile } from "#utils/sha256.ts";
import { classNames, classNamesOf, unambiguous } from "./class-names.ts";
import { classWeights, eventWeights } from "./class-weights.ts";
import { eventLayout } from "./event-layout.ts";
import { type Compat, type EventSource, eventSource, type RawEvents, type SourceOptions } from "./event-source.ts";
import { readEvents } from "./event-table.ts";
import { openH5 } from "./h5-loader.ts";
import { readLabels } from "./labels.ts";
import { trainLabels, withTrainLabels } from "./train-labels.ts";
import { UNITS } from "./units.ts";

const nameOfDataset = schema.string().min(1);

export const h5TokensConfig = schema.strictObject({
  kind: schema.literal("h5_tokens"),
  path: schema.string().min(1).describe("the HDF5 file"),
  datasets: schema
    .strictObject({
      x_train: nameOfDataset.default("X_train"),
      x_val: nameOfDataset.default("X_val"),
      x_test: nameOfDataset.default("X_test"),
      y_train: nameOfDataset.nullable().default(null),
      y_val: nameOfDataset.nullable().default(null),
      y_test: nameOfDataset.nullable().default(null),
    })
    .prefault({})
    .describe("names in the file; labels that are null are taken from Y_train or y_train, if it is there"),
  unit: schema.enum(UNITS).default("GeV").describe("of E, pT and MET in the file"),
  n_tokens: schema.int().positive().default(18).describe("objects a row has room for"),
  limit_samples: schema
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("events to read from each split, also for what the transform learns; null reads all"),
  train_labels: trainLabels,
  class_weights: classWeights,
  class_names: classNames,
  seed: schema
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("of the order of the training events; null takes the seed of the run"),
  globals: schema
    .strictObject({ present: schema.literal(true).default(true), size: schema.literal(2).default(2) })
    .prefault({})
    .describe("MET and METphi; a row always has both"),
  norm: schema.literal("zscore").default("zscore").describe("the only scaling there is, see transforms/"),
  num_workers: schema.literal(0).default(0).describe("events are held in memory, so nothing is loaded while training"),
});

export type H5TokensConfig = Infer<typeof h5TokensConfig>;

/**
 * Reads, checks and transforms all three splits.
 *
 * @throws FixableError everything `readH5Tokens` and `eventSource` throw
 */
export async function openH5Tokens(config: H5TokensConfig, options: SourceOptions): Promise<EventSource> {
  const raw = await readH5Tokens(config, options.compat);
  const source = eventSource(raw, { ...options, seed: config.seed ?? options.seed });
  return config.seed === null ? source : { ...source, withSeed: () => source };
}

/** @throws FixableError everything `openH5`, `readEvents`, `readLabels`, `unambiguous` and `eventWeights` throw */
export async function readH5Tokens(config: H5TokensConfig, compat: Compat): Promise<RawEvents> {
  const { path, datasets, unit, n_tokens } = config;
  const file = await openH5(path);
  try {
    const checks = { layout: eventLayout(n_tokens), unit, needsLogarithms: compat === "none" };
    const read = (split: "train" | "val" | "test") => {
      const [x, y] = [`x_${split}`, `y_${split}`] as const;
      const events = readEvents(file, { key: x, dataset: datasets[x] }, checks, config.limit_samples ?? Infinity);
      return { ...events, labels: readLabels(file, { key: y, named: datasets[y] }, events.count) };
    };
    const all = { train: read("train"), val: read("val"), test: read("test") };
    const splits = withTrainLabels(all, config.train_labels);
    const named = { ...classNamesOf(file.attributes["labels"]), ...config.class_names };
    const names = unambiguous(named, config.class_names === null ? path : "data.class_names");
    const weights = eventWeights(splits, config.class_weights, names);
    const given = Object.entries(datasets).filter((entry): entry is [string, string] => entry[1] !== null);
    const provenance = { path, sha256: await sha256OfFile(path), datasets: Object.fromEntries(given) };
    return { splits, weights, classNames: names, tokens: n_tokens, unit, provenance };
  } finally {
    file.close();
  }
}
