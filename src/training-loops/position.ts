/** @file Where a training goes on: what is known besides the numbers of its state. */
import type { NamedTensors } from "#engine";
import type { EpochPart } from "./epoch-in-progress.ts";
import type { OptimizationMemory } from "./optimization/optimization.ts";

/** Between two batches: what a loop knows beyond the numbers in its state. */
export interface LoopPosition {
  /** The one to train, from 0. */
  readonly epoch: number;
  /** What of it is done; left out between two epochs. */
  readonly part?: EpochPart | undefined;
  readonly best: { readonly epoch: number; readonly loss: number; readonly weights: NamedTensors } | null;
  /** Of the training so far, in all its processes. */
  readonly wallSeconds: number;
  /** Of schedules and early stopping; missing where a run was begun before there were any. */
  readonly memory?: OptimizationMemory | undefined;
}

/** In the middle of an epoch; plain JSON but for numbers that are not finite. */
export interface PositionInEpoch {
  readonly epoch: number;
  readonly part: EpochPart;
  readonly memory: OptimizationMemory;
}
