/** @file The model of a stored run, which says of events how far they are from what it makes of them. */
import { availableParallelism } from "node:os";
import { type TrainedAutoencoder, toHostBatch } from "#architectures";
import type { Compat, EventBatch } from "#data";
import { Compiled } from "#engine";
import { type EventErrors, eventErrors, joinedErrors } from "#evaluation";
import { judgedCheckpoint, openStoredModel, type RunSettings } from "#stored-runs";
import type { TestEvents } from "./test-events.ts";

/** Events of one pass, so that memory stays small however many there are. */
const CHUNK = 500;

export class ScoringModel implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #weights: TrainedAutoencoder["weights"];

  private constructor({ model, weights }: TrainedAutoencoder) {
    const runtime = { device: "cpu", threads: availableParallelism() } as const;
    this.#compiled = new Compiled((batch) => ({ outputs: model.reconstruct(batch) }), { runtime });
    this.#weights = weights;
  }

  /** With the weights of `judgedCheckpoint`. @throws FixableError as `openStoredModel` */
  static async open(
    runFolder: string,
    settings: Pick<RunSettings, "model" | "compat">,
    trainedOn: Pick<TestEvents, "sizes" | "transform">,
  ): Promise<ScoringModel> {
    return new ScoringModel(await openStoredModel(judgedCheckpoint(settings, runFolder), settings, trainedOn));
  }

  /** @param sums see `eventErrors` */
  async score(events: EventBatch, sums: Compat): Promise<EventErrors> {
    const parts: EventErrors[] = [];
    for (let first = 0; first < events.size; first += CHUNK) {
      const chunk = eventsFrom(events, first, Math.min(events.size, first + CHUNK));
      const { tokens_hat, globals_hat } = await this.#compiled.run(toHostBatch(chunk), this.#weights, 0);
      const [tokens, globals] = [tokens_hat!.data as Float32Array, (globals_hat?.data ?? null) as Float32Array | null];
      parts.push(eventErrors(chunk, { tokens, globals }, sums));
    }
    return joinedErrors(parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}

/** Views, not copies. */
function eventsFrom({ size, tokens, ids, mask, globals }: EventBatch, first: number, last: number): EventBatch {
  const part = <T extends Float32Array | Int32Array>(array: T): T => {
    const width = array.length / size;
    return array.subarray(first * width, last * width) as T;
  };
  return { size: last - first, tokens: part(tokens), ids: part(ids), mask: part(mask), globals: part(globals) };
}
