/**
 * @file What a training loop says about itself; facts, monitoring and progress only ever listen.
 * Epochs count from 0, as in every run folder that exists already.
 */
import type { CollisionColumns } from "#data";
import type { WhichWeights } from "#engine";
import type { OptimizationMemory } from "./optimization/optimization.ts";
import type { PositionInEpoch } from "./position.ts";
import type { SplitResult } from "./split-result.ts";

export type TrainingEvent =
  | StartedEvent
  | StepEvent
  | LookedEvent
  | ValidatedEvent
  | EpochEvent
  | TrainedEvent
  | TestedEvent
  | FailedEvent;

/** Before the first step: moment `on_start`. */
export interface StartedEvent {
  readonly kind: "started";
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly trainEvents: number;
  readonly parameters: number;
  /** The same by part of the model, in the order of making: `encoder`, `bottleneck`, `decoder` … */
  readonly parametersByPart?: Readonly<Record<string, number>>;
}

/** After every step: for the live line, and for whoever wants to save or to stop here; never a fact. */
export interface StepEvent {
  readonly kind: "step";
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  /** What is needed to go on from here, besides the numbers of the state; good until the next event. */
  readonly position?: () => PositionInEpoch;
}

/** After every batch of a validation or of the test: for whoever wants to stop here; never a fact. */
export interface LookedEvent {
  readonly kind: "looked";
  /** To go on with the whole validation; left out during the test, whose weights are not those to go on with. */
  readonly position?: () => PositionInEpoch;
}

/** After the validation pass of an epoch: moment `on_validation_end`. */
export interface ValidatedEvent {
  readonly kind: "validated";
  readonly epoch: number;
  readonly validation: SplitResult;
  /** Truth and reconstruction of the first validation events; runs the model only when called. Null without events. */
  readonly reconstruction: (() => Promise<ReconstructionSample>) | null;
}

/** After an epoch: moment `on_epoch_end`. */
export interface EpochEvent {
  readonly kind: "epoch";
  readonly epoch: number;
  readonly train: SplitResult;
  readonly validation: SplitResult;
  /** Whether this is the lowest validation loss so far (the checkpoint `best_val.pt` is of this epoch). */
  readonly isBest: boolean;
  /** Training and validation together. */
  readonly wallSeconds: number;
  /** Training events per second of training, without the validation; of `wallSeconds` under `compat=reference`. */
  readonly throughput: number;
  /** For people: what early stopping makes of the epoch; left out where there is nothing to say. */
  readonly note?: string;
  /** To be given back when a training goes on after this epoch. */
  readonly memory?: OptimizationMemory;
}

/** After the last epoch: moment `on_train_end`. */
export interface TrainedEvent {
  readonly kind: "trained";
  readonly epochs: number;
  /** Whether it ended before its last epoch because nothing became better. */
  readonly stoppedEarly?: boolean;
  readonly best: { readonly epoch: number; readonly loss: number } | null;
  readonly wallSeconds: number;
  readonly reconstruction: (() => Promise<ReconstructionSample>) | null;
  /** Time of one forward pass by batch size; measured only when called. */
  readonly latency: (() => Promise<readonly Latency[]>) | null;
  /** The first validation events on their way from noise; left out where a loop denoises nothing. */
  readonly denoising?: () => Promise<DenoisingSample>;
}

/** After the pass over the test split: moment `on_test_end`. */
export interface TestedEvent {
  readonly kind: "tested";
  readonly test: SplitResult;
  /** Of the test split that were looked at. */
  readonly events: number;
  /** Which weights were tested: those of the best checkpoint are averaged where a loop keeps an average. */
  readonly weights: WhichWeights;
  readonly wallSeconds: number;
  /** The whole test split as the tested weights give it back; null where a loop reconstructs nothing. */
  readonly reconstruction: (() => Promise<TestedSample>) | null;
  /** Time of one forward pass by batch size, with the tested weights; measured only when called. */
  readonly latency: (() => Promise<readonly Latency[]>) | null;
  /** Truth and events that the model makes up by itself; left out where a loop cannot. */
  readonly generation?: () => Promise<GeneratedSample>;
  /** Floating-point operations that reconstructing one event takes; null where a loop reconstructs nothing. */
  readonly flopsPerEvent: (() => number) | null;
}

/** The training stopped with an error: moment `on_exception`. */
export interface FailedEvent {
  readonly kind: "failed";
  readonly error: unknown;
}

/** The same events twice, padding left out: as they are, and as the model gives them back. */
export interface ReconstructionSample {
  readonly truth: CollisionColumns;
  readonly reconstruction: CollisionColumns;
}

export interface TestedSample extends ReconstructionSample {
  /** `[event]`, mean squared error over objects and transformed features (`eventErrors`): an anomaly score. */
  readonly errors: Float32Array;
}

/** Events on their way from noise, padding left out. */
export interface DenoisingSample {
  readonly truth: CollisionColumns;
  /** From noise to the event. */
  readonly steps: readonly {
    /** From 1 (nothing but noise) to 0 (the event). */
    readonly way: number;
    readonly noisy: CollisionColumns;
    /** What the denoiser takes the event to be. */
    readonly clean: CollisionColumns;
  }[];
}

/** As many events of either, of the same numbers and kinds of particles, and nothing else in common. */
export interface GeneratedSample {
  readonly truth: CollisionColumns;
  readonly generated: CollisionColumns;
}

export interface Latency {
  readonly batchSize: number;
  readonly medianMs: number;
  /** 95th percentile. */
  readonly p95Ms: number;
}
