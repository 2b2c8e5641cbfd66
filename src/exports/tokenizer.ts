/** @file Encoder and codebook: events in, whole numbers out (`what=tokenizer`). */
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { codeOutputs, eventInputs, rawEvents } from "./onnx/ports.ts";

export const tokenizerPart: PartOfModel = {
  summary: "events as they stand in the file, and the code of each object, and of MET",
  lacking: ({ parts }) => (parts.bottleneck.codes === null ? "its latents are numbers, not codes" : null),
  graph: ({ model, transform, sizes }) => ({
    inputs: eventInputs(sizes),
    apply(batch) {
      const events = transform.toEvents(rawEvents(batch));
      return codeOutputs(model.pass(events, false), events["mask"]!);
    },
  }),
};
