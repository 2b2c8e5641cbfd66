/** @file The decoder: codes in where the run has codes, else latents, and events out (`what=decoder`). */
import type { TracedBatch } from "#engine";
import type { ExportParts, PartOfModel } from "./onnx/part-of-model.ts";
import { codeInputs, latentInputs, wholeNumber, withoutPadding } from "./onnx/ports.ts";

export const decoderPart: PartOfModel = {
  summary: "codes (or latents, of a run without codes), and the events they stand for",
  lacking: () => null,
  graph(parts) {
    const { model, transform, sizes } = parts;
    const hasCodes = model.parts.bottleneck.codes !== null;
    return {
      inputs: hasCodes ? codeInputs(sizes) : latentInputs(sizes),
      apply(batch) {
        const { latents, globals_latent, mask } = hasCodes ? fromCodes(batch, parts) : batch;
        const given = { particles: latents!, ...(globals_latent && { globals: globals_latent }) };
        const { tokens, globals } = model.parts.decoder.decode(given, mask!, false);
        return {
          reconstructed_particles: withoutPadding(transform.toParticles(tokens), mask!),
          ...(globals && { reconstructed_globals: transform.toGlobals(globals) }),
        };
      },
    };
  },
};

/** Padding has the code -1, and gets the latent of some other one: nobody looks. */
function fromCodes({ codes, globals_codes: ofGlobals }: TracedBatch, { model, sizes }: ExportParts): TracedBatch {
  const isPadding = codes!.less(0);
  const ofParticle = sizes.stages === null ? codes! : codes!.slice(2, 0, 1).reshape(codes!.shape.slice(0, 2));
  const { bottleneck, globalsToken } = model.parts;
  return {
    latents: bottleneck.latentOf!(isPadding.where(wholeNumber(codes!, 0), codes!)),
    ...(ofGlobals && { globals_latent: globalsToken!.latentOf(ofGlobals) }),
    mask: ofParticle.less(0).where(0, 1),
  };
}
