/** @file What a diffusion autoencoder minimises: the denoiser's error, that of the globals, the bottleneck's losses. */
import type { Objective, Tensor, TracedBatch } from "#engine";
import { type AutoencoderParts, objectiveOf } from "./autoencoder.ts";
import { compressEvents, latentsOf, withGlobals } from "./compression.ts";
import type { DiffusionDecoder } from "./decoders/diffusion.ts";
import { eventTensors, timesWeights } from "./event-tensors.ts";

/** Parts of the way from event to noise whose errors are reported apart. */
const LEVELS = 4;

/**
 * Reports `loss.denoise`, the mean error over events and noise levels, `loss.rec_globals`, and `diagnostic.denoise_q1` to
 * `denoise_q4`, the error in each quarter of the way from the event (1) to noise (4); those only for batches that have an
 * event in each.
 */
export function denoisingObjective(
  parts: AutoencoderParts & { readonly decoder: DiffusionDecoder },
  batch: TracedBatch,
  learning: boolean,
): Objective {
  const events = eventTensors(batch);
  const { decoder, loss } = parts;
  const compression = compressEvents(parts, events, learning);
  const latents = latentsOf(compression);
  const { featureWeights } = loss;
  const { error, time } = decoder.denoise(events, latents.particles, { learning, featureWeights });
  const { globals, globalsWeight: weight } = decoder.globals(latents, events.mask, learning);
  const rec_globals = globals && { value: timesWeights(globals.sub(events.globals).square(), events).mean(), weight };
  return objectiveOf(
    { denoise: { value: timesWeights(error, events).mean(), weight: 1 }, ...(rec_globals && { rec_globals }) },
    withGlobals(compression, weight),
    errorsByLevel(error, time),
  );
}

/** Times grow evenly through the batch, so a level is a part of it. */
function errorsByLevel(error: Tensor, time: Tensor): Record<string, Tensor> {
  const batch = time.shape[0]!;
  if (batch < LEVELS) return {};
  return Object.fromEntries(
    Array.from({ length: LEVELS }, (_, level) => {
      const [from, to] = [level, level + 1].map((i) => Math.round((i * batch) / LEVELS)) as [number, number];
      return [`denoise_q${level + 1}`, error.slice(0, from, to).mean()];
    }),
  );
}
