/** @file The whole config of a training: each group with the schema that stands beside what it configures. */
import { autoencoderConfig } from "#architectures";
import { withMeanings } from "#config";
import { type Infer, schema } from "#config/schema";
import { dataConfig } from "#data";
import { deviceNames } from "#engine";
import { loggingConfig } from "#monitoring";
import {
  generalTrainerConfig,
  type LoopName,
  optimizerConfig,
  scheduleConfig,
  simpleMlpConfig,
  trainerConfig,
  trainingLoops,
} from "#training-loops";

const byKind = (...means: readonly (typeof deviceNames)[number][]) => ({
  means,
  because: "a GPU is asked for by its kind; auto takes the CPU, on which every result is checked",
});
/** What devices are called elsewhere. */
const DEVICE_MEANINGS = {
  gpu: byKind("cuda", "webgpu", "auto"),
  nvidia: byKind("cuda"),
  "cuda:0": byKind("cuda"),
  mps: byKind("coreml", "webgpu"),
  metal: byKind("webgpu", "coreml"),
  directml: byKind("dml"),
};

export const trainConfig = schema.strictObject({
  env: schema.strictObject({ data_root: schema.string().min(1), output_root: schema.string().min(1) }),
  logging: loggingConfig,
  data: dataConfig,
  general: schema.strictObject({ trainer: generalTrainerConfig }),
  phase1: autoencoderConfig.extend({
    trainer: trainerConfig,
    optimizer: optimizerConfig.optional(),
    schedule: scheduleConfig.optional(),
  }),
  test_mlp: simpleMlpConfig.optional(),
  experiment: schema.strictObject({ name: schema.string() }),
  loop: schema.enum(Object.keys(trainingLoops) as [LoopName, ...LoopName[]]),
  compat: schema.enum(["none", "reference"]),
  device: withMeanings(schema.enum(deviceNames), DEVICE_MEANINGS),
  precision: schema.enum(["float32", "float16"]).default("float32"),
  threads: schema.union([schema.literal("auto"), schema.int().positive()]),
  /** Within an epoch that takes longer, a training is saved so often that a kill costs at most so many minutes; null for after epochs alone. */
  save_every_minutes: schema.number().positive().nullable().default(10),
  /** Of a training that SIGTERM has stopped: what makes a batch system start it again. */
  requeue_exit_code: schema.int().min(1).max(255).default(143),
});

export type TrainConfig = Infer<typeof trainConfig>;
