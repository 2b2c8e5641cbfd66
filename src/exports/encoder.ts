/** @file Encoder and bottleneck: events in, latents out (`what=encoder`). */
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { eventInputs, paddedCodes, rawEvents, withoutPadding } from "./onnx/ports.ts";

export const encoderPart: PartOfModel = {
  summary: "events as they stand in the file, and the latents that the decoder sees",
  lacking: () => null,
  graph: ({ model, transform, sizes }) => ({
    inputs: eventInputs(sizes),
    apply(batch) {
      const events = transform.toEvents(rawEvents(batch));
      const { compressed } = model.pass(events, false);
      return {
        latents: withoutPadding(compressed.latent, events["mask"]!),
        mask: events["mask"]!,
        ...(compressed.indices && { codes: paddedCodes(compressed.indices, events["mask"]!) }),
      };
    },
  }),
};
