/**
 * @file A learning step as one graph: forward, backward, gradient clip, optimizer and buffers.
 * Parameters, moments and buffers go in and come out; no JavaScript runs in between.
 */
import { Compiled, type CompileOptions, type HostBatch, type TracedBatch } from "./compiled.ts";
import { gradientsOf } from "./differentiate.ts";
import { FLAT, type ModelState } from "./model-state.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { HostTensor } from "./session.ts";
import { Tensor } from "./tensor.ts";
import type { Variable } from "./variables.ts";

/** What a model makes of a batch. */
export interface Objective {
  /** Scalar: what the optimizer makes smaller. */
  readonly total: Tensor;
  /** What comes back to the host after a run, by name: losses, counts, reconstructions. Never differentiated. */
  readonly reports: Readonly<Record<string, Tensor>>;
  /** New values of buffers; applied by a learning step, ignored by an evaluation. */
  readonly updates: readonly BufferUpdate[];
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

/** Values of `Objective.reports` of one run, by name, and `total`. */
export type Reports = Readonly<Record<string, Float32Array>>;

export interface LearningOptions extends CompileOptions {
  readonly optimizer: Optimizer;
  /** Gradients of a larger norm are scaled down to it; none where 0. */
  readonly clipNorm: number;
}

const GRADIENT_NORM = "gradient_norm";

export class Learning implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #state: ModelState;
  readonly #optimizer: Optimizer;

  /** @param objective called once for every shape of batch */
  constructor(objective: TraceObjective, state: ModelState, options: LearningOptions) {
    this.#state = state;
    this.#optimizer = options.optimizer;
    const flat = state.values[FLAT]!;
    for (const slot of options.optimizer.slots) {
      state.values[slotName(slot)] ??= { ...flat, data: new Float32Array(flat.data.length) };
    }
    this.#compiled = new Compiled((batch) => traceStep(objective(batch, true), state, options), options);
  }

  /** Takes one step: the state is another one afterwards. @returns reports of the batch *before* the step, and `gradient_norm` */
  async run(batch: HostBatch): Promise<Reports> {
    const state = this.#state;
    const scalars = Object.entries(this.#optimizer.scalars(state.step + 1)).map(
      ([name, value]) => [scalarName(name), scalar(value)] as const,
    );
    const results = await this.#compiled.run(batch, { ...state.values, ...Object.fromEntries(scalars) }, state.step);
    const reports: Record<string, Float32Array> = {};
    for (const [name, value] of Object.entries(results)) {
      if (name.startsWith(NEXT)) state.values[name.slice(NEXT.length)] = value;
      else reports[name.slice(REPORT.length)] = value.data as Float32Array;
    }
    state.step++;
    return reports;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}

/** The same objective without learning: nothing changes, buffers neither. */
export class Evaluation implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #state: ModelState;

  constructor(objective: TraceObjective, state: ModelState, options: CompileOptions) {
    this.#state = state;
    this.#compiled = new Compiled((batch) => {
      const { total, reports } = objective(batch, false);
      return { outputs: named({ ...reports, total }), replaced: views(state) };
    }, options);
  }

  /** @param step keys the random draws of the objective, where it has any */
  async run(batch: HostBatch, step = 0): Promise<Reports> {
    const results = await this.#compiled.run(batch, this.#state.values, step);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name.slice(REPORT.length), data as Float32Array]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}

function traceStep(objective: Objective, state: ModelState, { optimizer, clipNorm }: LearningOptions) {
  const flat = stateTensor(FLAT, state);
  const gradients = gradientsOf(
    objective.total,
    state.parameters.map(({ value }) => value),
  ).map((gradient) => gradient.reshape([gradient.shape.reduce((product, n) => product * n, 1)]));
  const gradient = gradients[0]!.concat(gradients.slice(1), 0);
  const norm = gradient.square().sum().sqrt();
  // torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm
  const clipped = clipNorm > 0 ? gradient.mul(norm.add(1e-6).div(clipNorm).maximum(1).reciprocal()) : gradient;
  const scalars = Object.keys(optimizer.scalars(1)).map((name) => [name, inputScalar(scalarName(name))] as const);
  const slots = optimizer.slots.map((slot) => [slot, stateTensor(slotName(slot), state)] as const);
  const moved = optimizer.update({
    parameters: flat,
    gradient: clipped,
    slots: Object.fromEntries(slots),
    scalars: Object.fromEntries(scalars),
  });
  const next: Record<string, Tensor> = { [NEXT + FLAT]: moved.parameters };
  for (const slot of optimizer.slots) next[NEXT + slotName(slot)] = moved.slots[slot]!;
  for (const { buffer, value } of objective.updates) next[NEXT + buffer.name] = value;
  const reports = named({ ...objective.reports, total: objective.total, [GRADIENT_NORM]: norm });
  return { outputs: { ...reports, ...next }, replaced: views(state, flat) };
}

/** Every parameter as a view of the flat vector. */
function views(state: ModelState, flat = stateTensor(FLAT, state)): Map<Tensor, Tensor> {
  return new Map(state.parameters.map((parameter) => [parameter.value, state.viewOf(parameter, flat)]));
}

const NEXT = "next.";
const REPORT = "report.";
const slotName = (slot: string) => `state.${slot}`;
const scalarName = (name: string) => `scalar.${name}`;

const named = (reports: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(reports).map(([name, tensor]) => [REPORT + name, tensor]));

const stateTensor = (name: string, state: ModelState) =>
  Tensor.leaf({ dtype: "float32", shape: state.values[name]!.shape }, { kind: "input", name });

const inputScalar = (name: string) => Tensor.leaf({ dtype: "float32", shape: [] }, { kind: "input", name });

const scalar = (value: number): HostTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });
