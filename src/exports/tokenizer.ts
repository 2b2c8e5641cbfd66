/** @file Encoder and codebook: events in, whole numbers out (`what=tokenizer`). */
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { eventInputs, paddedCodes, rawEvents } from "./onnx/ports.ts";

export const tokenizerPart: PartOfModel = {
  summary: "events as they stand in the file, and the code of each object",
  lacking: ({ parts }) => (parts.bottleneck.codes === null ? "its latents are numbers, not codes" : null),
  graph: ({ model, transform, sizes }) => ({
    inputs: eventInputs(sizes),
    apply(batch) {
      const events = transform.toEvents(rawEvents(batch));
      return { codes: paddedCodes(model.pass(events, false).compressed.indices!, events["mask"]!) };
    },
  }),
};
