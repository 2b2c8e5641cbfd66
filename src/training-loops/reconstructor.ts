/** @file The model as its users will run it: whole events in, whole events out; for figures and for the clock. */
import { type Autoencoder, toHostBatch } from "#architectures";
import type { EventSource, Split } from "#data";
import { Compiled, type CompileOptions, type HostBatch, type HostTensor, type ModelState } from "#engine";
import { eventErrors } from "#evaluation";
import { measureLatency } from "./latency.ts";
import type { Latency, TestedSample } from "./training-event.ts";

/** Events of the validation split that figures of reconstruction show. */
const SAMPLE_EVENTS = 2000;
/** Events of one pass, so that memory stays small however large the split. */
const CHUNK = 500;

export class Reconstructor implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #state: ModelState;
  readonly #data: EventSource;
  #latency: Promise<readonly Latency[]> | undefined;

  constructor(model: Autoencoder, state: ModelState, data: EventSource, options: CompileOptions) {
    this.#compiled = new Compiled((batch) => ({ outputs: model.reconstruct(batch) }), options);
    this.#state = state;
    this.#data = data;
  }

  /** With the weights as they are, or their average where one is kept. @returns `globals` null without a globals head */
  async reconstruct(batch: HostBatch): Promise<{ readonly tokens: HostTensor; readonly globals: HostTensor | null }> {
    const weights = Object.fromEntries(this.#state.toTensors(this.#state.judged));
    const { tokens_hat: tokens, globals_hat: globals } = await this.#compiled.run(batch, weights, 0);
    return { tokens: tokens!, globals: globals ?? null };
  }

  /** Truth and reconstruction of the first events of a split, with the weights as they are. */
  async sample(split: Split = "val", events = SAMPLE_EVENTS): Promise<TestedSample> {
    const { transform } = this.#data;
    const truth = this.#data.first(split, events);
    // without a globals head there is nothing to show, and NaN is drawn as nothing
    const globals = new Float32Array(truth.globals.length).fill(Number.NaN);
    const reconstructed = { ...truth, tokens: new Float32Array(truth.tokens.length), globals };
    const weights = Object.fromEntries(this.#state.toTensors(this.#state.judged));
    const rows = Int32Array.from({ length: truth.size }, (_, row) => row);
    const errors = new Float32Array(truth.size);
    let [tokenAt, globalAt, eventAt] = [0, 0, 0];
    for (const batch of this.#data.batchesOf(split, rows, CHUNK)) {
      const { tokens_hat, globals_hat } = await this.#compiled.run(toHostBatch(batch), weights, 0);
      reconstructed.tokens.set(tokens_hat!.data as Float32Array, tokenAt);
      if (globals_hat) globals.set(globals_hat.data as Float32Array, globalAt);
      errors.set(eventErrors(batch, { tokens: tokens_hat!.data as Float32Array, globals: null }).mse, eventAt);
      tokenAt += batch.tokens.length;
      eventAt += batch.size;
      globalAt += batch.globals.length;
    }
    return { truth: transform.invert(truth), reconstruction: transform.invert(reconstructed), errors };
  }

  /** Of one event with all its room for particles. */
  flopsPerEvent(): number {
    return this.#compiled.flops(toHostBatch(this.#data.first("val", 1)));
  }

  /** Measured once: it does not depend on the weights. @param isOnce see `measureLatency` */
  latency(isOnce: boolean): Promise<readonly Latency[]> {
    this.#latency ??= measureLatency({ data: this.#data, state: this.#state, isOnce }, this.#compiled);
    return this.#latency;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}
