/** @file Every training loop there is (`loop=…`). To add one: write its file, then its line here. */
import { autoencoderLoop } from "./autoencoder.ts";
import { diffusionAutoencoderLoop } from "./diffusion-autoencoder.ts";
import { ganAutoencoderLoop } from "./gan-autoencoder.ts";
import { simpleMlpLoop } from "./simple-mlp.ts";
import type { TrainingLoop } from "./training-loop.ts";

export const trainingLoops = {
  ae: autoencoderLoop,
  gan_ae: ganAutoencoderLoop,
  diffusion_ae: diffusionAutoencoderLoop,
  test_mlp: simpleMlpLoop,
} satisfies Record<string, TrainingLoop>;

export type LoopName = keyof typeof trainingLoops;
export type { EpochPart } from "./epoch-in-progress.ts";
export { assertMonitored } from "./optimization/early-stopping.ts";
export { variablesNamed } from "./optimization/named-variables.ts";
export type { OptimizationMemory } from "./optimization/optimization.ts";
export { type OptimizerConfig, optimizerConfig } from "./optimization/optimizer-config.ts";
export { type ScheduleConfig, scheduleConfig } from "./optimization/schedule-config.ts";
export type { LoopPosition, PositionInEpoch } from "./position.ts";
export { Reconstructor } from "./reconstructor.ts";
export { simpleMlpConfig } from "./simple-mlp.ts";
export type { Losses, SplitResult } from "./split-result.ts";
export { generalTrainerConfig, type TrainerConfig, trainerConfig } from "./trainer-config.ts";
export type {
  DenoisingSample,
  EpochEvent,
  FailedEvent,
  GeneratedSample,
  Latency,
  LookedEvent,
  ReconstructionSample,
  StartedEvent,
  StepEvent,
  TestedEvent,
  TestedSample,
  TrainedEvent,
  TrainingEvent,
  ValidatedEvent,
} from "./training-event.ts";
export type { LoopConfig, PreparedTraining, TrainingLoop } from "./training-loop.ts";
export { assertMeasured } from "./validation-names.ts";
