/** @file The whole model: events in, events out (`what=model`). */
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { codeOutputs, eventInputs, rawEvents, withoutPadding } from "./onnx/ports.ts";

export const modelPart: PartOfModel = {
  summary: "events as they stand in the file, and what comes back of them",
  lacking: () => null,
  graph: ({ model, transform, sizes }) => ({
    inputs: eventInputs(sizes),
    apply(batch) {
      const events = transform.toEvents(rawEvents(batch));
      const { reconstruction, ...compression } = model.pass(events, false);
      const { tokens, mask, ids } = events;
      const isObject = ids!.equal(0).where(0, 1); // the mask counts padding under compat=reference
      const errors = withoutPadding(reconstruction.tokens.sub(tokens!).square(), isObject).sum([1, 2]);
      const features = tokens!.shape[2]!;
      return {
        reconstructed_particles: withoutPadding(transform.toParticles(reconstruction.tokens), mask!),
        ...(reconstruction.globals && { reconstructed_globals: transform.toGlobals(reconstruction.globals) }),
        ...codeOutputs(compression, mask!),
        reconstruction_error: errors.div(isObject.sum([1]).mul(features).maximum(1)),
      };
    },
  }),
};
