/** @file The contract every training loop keeps: made ready from a config, then a stream of events. */
import type { AutoencoderConfig, StageCost } from "#architectures";
import type { Compat, EventSource } from "#data";
import type { ModelState, Runtime } from "#engine";
import type { OptimizationConfig } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import type { SimpleMlpLoopConfig } from "./simple-mlp.ts";
import type { TrainingEvent } from "./training-event.ts";

export interface TrainingLoop {
  /** Whether it looks at the events of `data`; they are not opened otherwise. */
  readonly needsEvents: boolean;
  /**
   * Builds model and optimizer; nothing runs yet.
   *
   * @throws FixableError `engine/shape` where parts of the model do not fit together
   */
  prepare(setup: LoopSetup): PreparedTraining;
}

export interface LoopSetup {
  readonly config: LoopConfig;
  readonly data: EventSource;
  readonly runtime: Runtime;
}

/** The groups of a config that a loop reads. */
export interface LoopConfig {
  readonly phase1: AutoencoderConfig & OptimizationConfig;
  readonly compat: Compat;
  /** Of `loop=test_mlp`; its defaults where it is not given. */
  readonly test_mlp?: SimpleMlpLoopConfig | undefined;
}

export interface PreparedTraining {
  /** The numbers of the model; safe to read whenever an event is yielded. */
  readonly state: ModelState;
  /** What the model consists of, part by part: sizes, shapes and operations for one event. Runs nothing. */
  readonly describe: () => readonly StageCost[];
  /** What a validation measures, its losses first, `total` before all: what early stopping and searches can go by. Runs nothing. */
  readonly validationNames: () => readonly string[];
  /** @param from where a resumed training goes on, after `state.restore` */
  readonly events: (from?: LoopPosition) => AsyncGenerator<TrainingEvent>;
}
