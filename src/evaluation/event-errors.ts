/**
 * @file How far each event is from what a model makes of it: larger is more anomalous. The one rule, for the evaluation of a run,
 * for what reports infer and for what exported files are held against: real objects count, padding never does.
 */
import type { Compat, EventBatch } from "#data";

export interface EventErrors {
  /** `[event]`, squared error of the tokens, mean over objects and features; 0 for an event without objects. */
  readonly mse: Float32Array;
  /** `[event]`, absolute error likewise. */
  readonly mae: Float32Array;
  /** `[event]`, squared error of the globals; null for a model that does not give them back. */
  readonly globals_mse: Float32Array | null;
}

export interface Guess {
  /** `[event, token, feature]` */
  readonly tokens: Float32Array;
  /** `[event, global]` */
  readonly globals: Float32Array | null;
}

/**
 * In the features that a model sees. An object is real by its type: the mask says the same, but counts padding under
 * `compat=reference`.
 *
 * @param sums `reference` sums over the features of an object, as the Python system's reports do: one mean is as many times larger
 */
export function eventErrors(events: EventBatch, guess: Guess, sums: Compat = "none"): EventErrors {
  const { size, tokens, ids, globals } = events;
  const [perEvent, features, width] = [ids.length / size, tokens.length / ids.length, globals.length / size];
  const [mse, mae] = [new Float32Array(size), new Float32Array(size)];
  for (let event = 0; event < size; event++) {
    let [squares, distances, objects] = [0, 0, 0];
    for (let token = event * perEvent; token < (event + 1) * perEvent; token++) {
      if (ids[token] === 0) continue;
      objects++;
      for (let i = token * features; i < (token + 1) * features; i++) {
        const error = guess.tokens[i]! - tokens[i]!;
        squares += error * error;
        distances += Math.abs(error);
      }
    }
    const over = Math.max(1, objects) * (sums === "reference" ? 1 : features);
    mse[event] = squares / over;
    mae[event] = distances / over;
  }
  const globalErrors = guess.globals?.map((value, i) => (value - globals[i]!) ** 2);
  const meanOf = (values: Float32Array, event: number) =>
    values.subarray(event * width, (event + 1) * width).reduce((sum, value) => sum + value, 0) / width;
  return {
    mse,
    mae,
    globals_mse: globalErrors ? Float32Array.from({ length: size }, (_, event) => meanOf(globalErrors, event)) : null,
  };
}

/** The errors of the events of many batches, one behind the other. */
export function joinedErrors(parts: readonly EventErrors[]): EventErrors {
  const join = (of: (part: EventErrors) => Float32Array) => {
    const all = new Float32Array(parts.reduce((sum, part) => sum + of(part).length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(of(part), at);
      at += of(part).length;
    }
    return all;
  };
  const hasGlobals = parts.every(({ globals_mse }) => globals_mse !== null);
  return {
    mse: join(({ mse }) => mse),
    mae: join(({ mae }) => mae),
    globals_mse: hasGlobals ? join(({ globals_mse }) => globals_mse!) : null,
  };
}
