/** @file The door of training loops: how it is learned. */
export { type AutoencoderRun, trainAutoencoder } from "./autoencoder.ts";
export type {
  EpochEvent,
  FailedEvent,
  Latency,
  Losses,
  ReconstructionSample,
  SplitResult,
  StartedEvent,
  StepEvent,
  TestedEvent,
  TrainedEvent,
  TrainingEvent,
  ValidatedEvent,
} from "./training-event.ts";
