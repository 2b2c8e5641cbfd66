/**
 * @file Codebooks begin where latents are, before the first step: the first batches go through the encoder as it starts, and
 * the bottleneck takes its codes from there (`phase1.latent_space.init`).
 */
import { type CompressingParts, compressEvents, eventTensors, LATENTS_PER_CODE, toHostBatch } from "#architectures";
import type { EventBatch } from "#data";
import { Compiled, type CompileOptions, type HostTensor, type ModelState } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import type { ChosenBatches } from "./optimization/chosen-batches.ts";

interface Beginning {
  readonly parts: CompressingParts;
  readonly state: ModelState;
  readonly batches: ChosenBatches<EventBatch>;
  readonly compile: CompileOptions & { readonly seed: number };
}

/** Codebooks that come from a checkpoint stay as they are; nothing is computed where none begins this way. */
export async function startCodebooks({ parts, state, batches, compile }: Beginning): Promise<void> {
  const { bottleneck, globalsToken } = parts;
  if (!bottleneck.start) return;
  await using encoding = new Compiled((batch) => {
    const { latent, globals } = compressEvents(parts, eventTensors(batch), false);
    return { outputs: { latent_of: latent, ...(globals && { latent_of_globals: globals.latent }) } };
  }, compile);
  const weights = Object.fromEntries(state.toTensors());
  const wanted = LATENTS_PER_CODE * bottleneck.codes!;
  const [ofParticles, ofGlobals] = [new FirstRows(wanted), new FirstRows(wanted)];
  let [events, steps] = [0, 0];
  for (const batch of batches.of("train", 0)) {
    if (events >= wanted) break;
    const found = await encoding.run(toHostBatch(batch), weights, 0);
    ofParticles.add(found["latent_of"]!, batch.mask);
    if (found["latent_of_globals"]) ofGlobals.add(found["latent_of_globals"]);
    events += batch.size;
    steps++;
  }
  const random = RandomStream.of(compile.seed, "start of codebooks");
  const begin = async (start: CompressingParts["bottleneck"]["start"], rows: FirstRows) => {
    if (!start || rows.seen === 0) return;
    const numbers = await start(rows.together(), rows.seen / steps, random);
    const isUntouched = [...numbers.keys()].every((one) => state.get(one).every((x, i) => x === one.initial[i]));
    if (isUntouched) for (const [variable, values] of numbers) state.set(variable, values);
  };
  await begin(bottleneck.start, ofParticles);
  await begin(globalsToken?.bottleneck.start, ofGlobals);
}

/** Rows of batches one after another, of which the first are kept and the others counted. */
class FirstRows {
  readonly #wanted: number;
  readonly #kept: Float32Array[] = [];
  seen = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /** @param mask which rows count; all where it is left out */
  add({ shape, data }: HostTensor, mask?: Float32Array): void {
    const width = shape.at(-1)!;
    const values = data as Float32Array;
    for (let i = 0; i < values.length / width; i++) {
      if (mask && mask[i]! <= 0.5) continue;
      if (this.seen++ < this.#wanted) this.#kept.push(values.subarray(i * width, (i + 1) * width));
    }
  }

  /** Those that are kept, of which there is one at least. */
  together() {
    const width = this.#kept[0]!.length;
    const data = new Float32Array(this.#kept.length * width);
    this.#kept.forEach((row, i) => {
      data.set(row, i * width);
    });
    return { width, data };
  }
}
