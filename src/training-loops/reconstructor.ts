/** @file The model as its users will run it: whole events in, whole events out; for figures and for the clock. */
import { type Autoencoder, toHostBatch } from "#architectures";
import type { EventBatch, EventSource } from "#data";
import { Compiled, type CompileOptions, type ModelState } from "#engine";
import { measureLatency } from "./latency.ts";
import type { Latency, ReconstructionSample } from "./training-event.ts";

/** Events of the validation split that figures of reconstruction show. */
const SAMPLE_EVENTS = 2000;

export class Reconstructor implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #state: ModelState;
  readonly #data: EventSource;

  constructor(model: Autoencoder, state: ModelState, data: EventSource, options: CompileOptions) {
    this.#compiled = new Compiled((batch) => ({ outputs: model.reconstruct(batch) }), options);
    this.#state = state;
    this.#data = data;
  }

  /** Truth and reconstruction of the first validation events, with the weights as they are. */
  async sample(): Promise<ReconstructionSample> {
    const { transform } = this.#data;
    const truth = this.#data.first("val", SAMPLE_EVENTS);
    const weights = Object.fromEntries(this.#state.toTensors());
    const { tokens_hat: tokens, globals_hat: globals } = await this.#compiled.run(toHostBatch(truth), weights, 0);
    const reconstructed: EventBatch = {
      ...truth,
      tokens: tokens!.data as Float32Array,
      // without a globals head there is nothing to show, and NaN is drawn as nothing
      globals: (globals?.data as Float32Array | undefined) ?? new Float32Array(truth.globals.length).fill(Number.NaN),
    };
    return { truth: transform.invert(truth), reconstruction: transform.invert(reconstructed) };
  }

  latency(): Promise<readonly Latency[]> {
    return measureLatency({ data: this.#data, state: this.#state }, this.#compiled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}
