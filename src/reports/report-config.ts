/** @file The config of a report, as in `configs/report/*.yaml`: which runs, which figures, where to. */
import { type Infer, schema } from "#config/schema";
import { FORMATS } from "#figures";
import { inferenceConfig } from "./inference/inference-config.ts";

const one = schema.union([schema.string(), schema.number(), schema.boolean()]);

/** Keys of the Python system's reports that never had an effect there, and what is meant by them. */
const gone = (reason: string) => schema.never({ error: `this key has no effect: ${reason}` }).optional();

export const reportConfig = schema.strictObject({
  /** Which question is asked: a member of `analyses/`. */
  analysis: schema.string().min(1),
  env: schema.looseObject({ output_root: schema.string().min(1) }),
  inputs: schema.strictObject({
    /** Sweeps, or folders of runs; paths or shell patterns. */
    sweep_dir: schema
      .union([schema.string().min(1), schema.array(schema.string().min(1))])
      .nullable()
      .default(null),
    /** Runs, instead of sweeps. */
    run_dirs: schema.array(schema.string().min(1)).nullable().default(null),
    /** Keeps runs of these values alone, by axis: `{tokenizer: [none, vq], seed: [0, 1]}`; null keeps all. */
    select: schema
      .record(schema.string(), schema.union([one, schema.array(one)]).nullable())
      .nullable()
      .default(null),
    /** Leaves out runs whose training has not reached its end. */
    require_complete: schema.boolean().default(true),
  }),
  thresholds: schema
    .strictObject({
      /** What an error must fall to in `time_to_threshold`. */
      val_mse: schema.number().positive().default(0.01),
      split: schema.literal("val").default("val"),
      comparison: schema.literal("le").default("le"),
    })
    .prefault({}),
  /** `reference` scores events as the Python system does: sums over features, a transform learned from `max_samples`. */
  compat: schema.enum(["none", "reference"]).default("none"),
  inference: inferenceConfig.prefault({}),
  outputs: schema
    .strictObject({
      report_subdir: gone("reports are written to env.output_root/reports"),
      /** By name, in this order; null draws all. */
      which_figures: schema.array(schema.string()).nullable().default(null),
      /** As in the Python system: the same as `figures.formats` of one. */
      fig_format: schema.enum(FORMATS).nullable().default(null),
      dpi: schema.int().min(50).max(1200).default(200),
    })
    .prefault({}),
  figures: schema
    .strictObject({
      /** On paper: one column (86 mm), the full page (178 mm) or millimetres; null leaves each figure its own. */
      width: schema
        .union([schema.enum(["column", "full"]), schema.number().min(40).max(500)])
        .nullable()
        .default(null),
      formats: schema.union([schema.enum(FORMATS), schema.array(schema.enum(FORMATS)).min(1)]).default(["png"]),
      /** `ATLAS Simulation Work in Progress`: above each figure, the first word bold and slanted. */
      label: schema.string().nullable().default(null),
    })
    .prefault({}),
});

export type ReportConfig = Infer<typeof reportConfig>;
