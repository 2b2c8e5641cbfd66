/** @file A part of a model as an ONNX file: written only after a second runtime has found the training's numbers in it. */
import { writeFileAtomic } from "#utils/atomic-file.ts";
import type { Export } from "../export.ts";
import { LIMIT, type OnnxCheck } from "./check-onnx.ts";
import { toOnnxFile } from "./onnx-file.ts";
import type { PartOfModel } from "./part-of-model.ts";

export function onnxExport(part: PartOfModel): Export {
  return {
    summary: part.summary,
    endings: [".onnx"],
    lacking: part.lacking,
    async write(run, path) {
      const { bytes, check, inputs, outputs } = await toOnnxFile(run, part);
      await writeFileAtomic(path, bytes);
      return [...inputs.map((text) => `in   ${text}`), ...outputs.map((text) => `out  ${text}`), said(check)];
    },
  };
}

function said({ runtime, events, largest, output, ties, codes }: OnnxCheck): string {
  const numbers =
    output && `largest difference ${largest.toExponential(1)} (in ${output}; at most ${LIMIT.toExponential()})`;
  const equal = codes > 0 && `${ties === 0 ? "all" : `all but ${ties}`} of ${codes} codes equal`;
  return `checked by ${runtime} on ${events} validation events: ${[numbers, equal].filter(Boolean).join(", ")}`;
}
