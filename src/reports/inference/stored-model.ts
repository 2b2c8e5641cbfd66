/** @file A run's best checkpoint, made a model again that reconstructs events. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { buildAutoencoder, toHostBatch } from "#architectures";
import { readCheckpoint } from "#checkpoints";
import type { Compat, EventBatch } from "#data";
import { Compiled, ModelState, VariableScope } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import type { RunSettings } from "./run-settings.ts";
import { type EventScores, joined, scoresOf } from "./scores.ts";
import type { TestEvents } from "./test-events.ts";

/** Events of one pass, so that memory stays small however many there are. */
const CHUNK = 500;

export class StoredModel implements AsyncDisposable {
  readonly #compiled: Compiled;
  readonly #weights: ReturnType<typeof weightsOf>;

  private constructor(compiled: Compiled, weights: ReturnType<typeof weightsOf>) {
    this.#compiled = compiled;
    this.#weights = weights;
  }

  /** @throws FixableError `reports/no-checkpoint`, `checkpoints/…`, `engine/state-mismatch` */
  static async open(
    runDir: string,
    { model, compat }: Pick<RunSettings, "model" | "compat">,
    { sizes, transform }: Pick<TestEvents, "sizes" | "transform">,
  ): Promise<StoredModel> {
    const checkpoint = runPaths(runDir).bestCheckpoint;
    if (!existsSync(checkpoint)) {
      throw new FixableError({
        code: "reports/no-checkpoint",
        problem: "the run has no best checkpoint: no validation loss was a number",
        where: checkpoint,
      });
    }
    const scope = VariableScope.root(0);
    const autoencoder = buildAutoencoder(model, sizes, scope, { compat, transform });
    const state = new ModelState(scope.variables);
    const known = new Set(scope.variables.map(({ name }) => name));
    const stored = await readCheckpoint(checkpoint);
    // a critic's weights are in the checkpoint too, and take no part in a reconstruction
    state.load(new Map([...stored].filter(([name]) => known.has(name))));
    const runtime = { device: "cpu", threads: availableParallelism() } as const;
    const compiled = new Compiled((batch) => ({ outputs: autoencoder.reconstruct(batch) }), { runtime });
    return new StoredModel(compiled, weightsOf(state));
  }

  /** @param compat of the scores, see `scoresOf` */
  async score(events: EventBatch, compat: Compat): Promise<EventScores> {
    const parts: EventScores[] = [];
    for (let first = 0; first < events.size; first += CHUNK) {
      const chunk = eventsFrom(events, first, Math.min(events.size, first + CHUNK));
      const { tokens_hat, globals_hat } = await this.#compiled.run(toHostBatch(chunk), this.#weights, 0);
      const [tokens, globals] = [tokens_hat!.data as Float32Array, (globals_hat?.data ?? null) as Float32Array | null];
      parts.push(scoresOf(chunk, { tokens, globals }, compat));
    }
    return joined(parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }
}

const weightsOf = (state: ModelState) => Object.fromEntries(state.toTensors());

/** Views, not copies. */
function eventsFrom({ size, tokens, ids, mask, globals }: EventBatch, first: number, last: number): EventBatch {
  const part = <T extends Float32Array | Int32Array>(array: T): T => {
    const width = array.length / size;
    return array.subarray(first * width, last * width) as T;
  };
  return { size: last - first, tokens: part(tokens), ids: part(ids), mask: part(mask), globals: part(globals) };
}
