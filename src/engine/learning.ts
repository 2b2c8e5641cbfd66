/**
 * @file Learning steps, each one run of one graph: parameters, moments and buffers go in and come out, and no JavaScript
 * runs in between.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { Compiled, type CompileOptions, type HostBatch } from "./compiled.ts";
import { AVERAGE_DECAY, type StepPlan, scalarName, traceGathering, traceStep } from "./learning-step.ts";
import type { ModelState } from "./model-state.ts";
import { MovingParameters } from "./moving-parameters.ts";
import { NEXT, REPORT, type Reports, type TraceObjective } from "./objective.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { HostTensor } from "./session.ts";
import type { Variable } from "./variables.ts";

export interface LearningOptions extends CompileOptions {
  readonly optimizer: Optimizer;
  /** Gradients of a larger norm are scaled down to it; none where 0. */
  readonly clipNorm: number;
  /** Batches whose mean gradient makes one step; 1 where it is not given. */
  readonly accumulate?: number;
  /**
   * Keeps a moving average of the weights with this decay, in step n at most n / (n + 9): an average over the last tenth of a
   * short training does not hold on to the first, random weights.
   */
  readonly averageDecay?: number;
  /**
   * Which parameters stay as they are, and their moments with them; they do not count in the norm either. Buffers that are
   * frozen keep their numbers whatever the model's rules say.
   */
  readonly isFrozen?: (variable: Variable) => boolean;
  /** Two players on one state each have a name: their moments and their counts of steps are apart. */
  readonly player?: string;
}

export class Learning implements AsyncDisposable {
  readonly #step: Compiled;
  readonly #gathering: Compiled;
  readonly #state: ModelState;
  readonly #plan: StepPlan;
  readonly #player: string;
  readonly #averageDecay: number | undefined;

  /**
   * @param objective called once for every shape of batch
   * @throws FixableError `engine/nothing-to-learn` where every parameter is frozen, or there is none;
   *   `engine/state-mismatch` where the state has taken steps with another optimizer
   */
  constructor(objective: TraceObjective, state: ModelState, options: LearningOptions) {
    const { optimizer, clipNorm, accumulate = 1, averageDecay, isFrozen = () => false, player = "" } = options;
    const prefix = player === "" ? "state." : `state.${player}.`;
    const moving = new MovingParameters(state, isFrozen);
    if (moving.variables.length === 0) throw nothingToLearn(state.parameters.length);
    if (!Number.isInteger(accumulate) || accumulate < 1) throw new Error(`accumulate ${accumulate} batches`);
    const slotName = (slot: string) => prefix + slot;
    this.#state = state;
    this.#player = player;
    this.#plan = {
      ...{ state, moving, optimizer, clipNorm, accumulate, isFrozen, keepsAverage: averageDecay !== undefined },
      ...{ slotName, gradientName: `${prefix}gradient` },
    };
    for (const slot of optimizer.slots) state.reserve(slotName(slot), state.parameterCount, player);
    if (accumulate > 1) state.reserve(this.#plan.gradientName, moving.length, player);
    this.#averageDecay = averageDecay;
    if (averageDecay !== undefined) state.startAverage();
    this.#step = new Compiled((batch) => traceStep(objective(batch, true), this.#plan), options);
    this.#gathering = new Compiled((batch) => traceGathering(objective(batch, true), this.#plan), options);
  }

  /**
   * Learns from a batch: the state is another one afterwards. Where batches are accumulated, the parameters move with
   * the last of them.
   *
   * @returns reports of the batch *before* the step, and `gradient_norm` where there was a step
   */
  async run(batch: HostBatch): Promise<Reports> {
    const { optimizer, accumulate } = this.#plan;
    const { step, gathered } = this.#state.progressOf(this.#player);
    const isStep = gathered + 1 === accumulate;
    const numbers = { ...optimizer.scalars(step + 1), ...this.#decayOf(step + 1) };
    const scalars = Object.entries(numbers).map(([name, value]) => [scalarName(name), scalar(value)] as const);
    const feeds = { ...this.#state.values, ...Object.fromEntries(scalars) };
    const results = await (isStep ? this.#step : this.#gathering).run(batch, feeds, step * accumulate + gathered);
    const reports: Record<string, Float32Array> = {};
    for (const [name, value] of Object.entries(results)) {
      if (name.startsWith(NEXT)) this.#state.values[name.slice(NEXT.length)] = value;
      else reports[name.slice(REPORT.length)] = value.data as Float32Array;
    }
    this.#state.progress[this.#player] = isStep ? { step: step + 1, gathered: 0 } : { step, gathered: gathered + 1 };
    return reports;
  }

  /** @param step from 1 */
  #decayOf(step: number): Readonly<Record<string, number>> {
    const decay = this.#averageDecay;
    return decay === undefined ? {} : { [AVERAGE_DECAY]: Math.min(decay, step / (step + 9)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const compiled of [this.#step, this.#gathering]) await compiled[Symbol.asyncDispose]();
  }
}

const scalar = (value: number): HostTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });

function nothingToLearn(parameters: number): FixableError {
  return new FixableError({
    code: "engine/nothing-to-learn",
    problem: parameters === 0 ? "the model has no parameters" : `all ${parameters} parameters are frozen`,
  });
}
