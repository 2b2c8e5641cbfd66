/**
 * @file Codebooks begin where latents are, before the first step: the first batches go through the encoder as it starts, and
 * the bottleneck takes its codes from there (`phase1.latent_space.init`).
 */
import { type CompressingParts, compressEvents, eventTensors, LATENTS_PER_CODE, toHostBatch } from "#architectures";
import type { EventBatch } from "#data";
import { Compiled, type CompileOptions, type ModelState } from "#engine";
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
  const [ofParticles, ofGlobals]: [Float32Array[], Float32Array[]] = [[], []];
  let [events, steps] = [0, 0];
  for (const batch of batches.of("train", 0)) {
    if (events >= wanted) break;
    const found = await encoding.run(toHostBatch(batch), weights, 0);
    ofParticles.push(...rowsOf(found["latent_of"]!, batch.mask));
    if (found["latent_of_globals"]) ofGlobals.push(...rowsOf(found["latent_of_globals"]));
    events += batch.size;
    steps++;
  }
  const random = RandomStream.of(compile.seed, "start of codebooks");
  const begin = (start: CompressingParts["bottleneck"]["start"], rows: readonly Float32Array[]) => {
    if (!start || rows.length === 0) return;
    const numbers = start(together(rows.slice(0, wanted)), rows.length / steps, random);
    const isUntouched = [...numbers.keys()].every((one) => state.get(one).every((x, i) => x === one.initial[i]));
    if (isUntouched) for (const [variable, values] of numbers) state.set(variable, values);
  };
  begin(bottleneck.start, ofParticles);
  begin(globalsToken?.bottleneck.start, ofGlobals);
}

/** @param mask what of it counts; everything where it is left out */
function rowsOf({ shape, data }: { readonly shape: readonly number[]; readonly data: unknown }, mask?: Float32Array) {
  const width = shape.at(-1)!;
  const values = data as Float32Array;
  const rows = Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width));
  return mask ? rows.filter((_, i) => mask[i]! > 0.5) : rows;
}

function together(rows: readonly Float32Array[]) {
  const width = rows[0]!.length;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    data.set(row, i * width);
  });
  return { width, data };
}
