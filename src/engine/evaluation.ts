/** @file An objective without learning: nothing changes, buffers neither. */
import { Compiled, type CompileOptions, type HostBatch } from "./compiled.ts";
import type { ModelState, WhichWeights } from "./model-state.ts";
import { named, REPORT, type Reports, type TraceObjective } from "./objective.ts";

export class Evaluation implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #state: ModelState;

  constructor(objective: TraceObjective, state: ModelState, options: CompileOptions) {
    this.#state = state;
    this.#compiled = new Compiled((batch) => {
      const { total, reports } = objective(batch, false);
      return { outputs: named({ ...reports, total }), replaced: state.views(state.traced.parameters) };
    }, options);
  }

  /**
   * @param step keys the random draws of the objective, where it has any
   * @param weights the latest, or their moving average
   */
  async run(batch: HostBatch, step = 0, weights: WhichWeights = "latest"): Promise<Reports> {
    const results = await this.#compiled.run(batch, this.#state.feeds(weights), step);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name.slice(REPORT.length), data as Float32Array]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}
