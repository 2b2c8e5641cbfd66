/** @file Encoder and bottleneck: events in, latents out (`what=encoder`). */
import { latentsOf } from "#architectures";
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { codeOutputs, eventInputs, rawEvents, withoutPadding } from "./onnx/ports.ts";

export const encoderPart: PartOfModel = {
  summary: "events as they stand in the file, and the latents that the decoder sees",
  lacking: () => null,
  graph: ({ model, transform, sizes }) => ({
    inputs: eventInputs(sizes),
    apply(batch) {
      const events = transform.toEvents(rawEvents(batch));
      const compression = model.pass(events, false);
      const { particles, globals } = latentsOf(compression);
      const mask = events["mask"]!;
      return {
        latents: withoutPadding(particles, mask),
        ...(globals && { globals_latent: globals }),
        mask,
        ...codeOutputs(compression, mask),
      };
    },
  }),
};
