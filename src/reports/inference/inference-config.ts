/** @file The group `inference` of a report's config: whether models are run again, on what, and how it is broken. */
import { type Infer, schema } from "#config/schema";
import { corruptionsConfig } from "./corruptions/index.ts";

export const inferenceConfig = schema.strictObject({
  enabled: schema.boolean().default(false).describe("runs the best checkpoint of every run on its test events"),
  max_samples: schema.int().positive().nullable().default(null).describe("test events to take; null takes all"),
  data_path: schema
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("where the events are now; null for where the runs found them"),
  seed: schema.int().nonnegative().default(0).describe("of the corruptions: the same for every model"),
  corruptions: corruptionsConfig.prefault({}).describe("settings by name; null leaves one out"),
  persist_raw_scores: schema.boolean().default(false).describe("keeps the scores of every event as Parquet"),
  metrics: schema.never({ error: "this key has no effect: all scores are computed" }).optional(),
});

export type InferenceConfig = Infer<typeof inferenceConfig>;
