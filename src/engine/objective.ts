/** @file What a model makes of a batch, as the engine sees it. */
import type { TracedBatch } from "./compiled.ts";
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variables.ts";

export interface Objective {
  /** Scalar: what the optimizer makes smaller. */
  readonly total: Tensor;
  /** What comes back to the host after a run, by name: losses, counts, reconstructions. Never differentiated. */
  readonly reports: Readonly<Record<string, Tensor>>;
  /** New values of buffers; applied by a learning step, ignored by an evaluation. */
  readonly updates: readonly BufferUpdate[];
  /** Numbers of parameters that start anew, whatever the optimizer says; applied like updates. */
  readonly restarts?: readonly Restart[];
}

/**
 * Ordinary code over traced tensors.
 *
 * @param learning whether this is a learning step (dropout draws, buffers move) or an evaluation
 */
export type TraceObjective = (batch: TracedBatch, learning: boolean) => Objective;

export interface BufferUpdate {
  readonly buffer: Variable;
  readonly value: Tensor;
}

export interface Restart {
  readonly parameter: Variable;
  /** Where it starts anew: a condition that broadcasts to the shape of the parameter. */
  readonly where: Tensor;
  /** Of the shape of the parameter. */
  readonly value: Tensor;
}

/** Values of `Objective.reports` of one run, by name, and `total`. */
export type Reports = Readonly<Record<string, Float32Array>>;

/** The graph's names of outputs: a report, or the next value of something in the state. */
export const REPORT = "report.";
export const NEXT = "next.";

export const named = (reports: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(reports).map(([name, tensor]) => [REPORT + name, tensor]));
