/**
 * @file The door of exports: a trained run → files for other programs. To add a part of a model: write its file, then its
 * line in `partsOfModel`; to add another kind of file, its line in `exports`.
 */
import { decoderPart } from "./decoder.ts";
import { encoderPart } from "./encoder.ts";
import type { Export } from "./export.ts";
import { modelPart } from "./model.ts";
import { onnxExport } from "./onnx/onnx-export.ts";
import type { PartOfModel } from "./onnx/part-of-model.ts";
import { reconstructionsExport } from "./reconstructions.ts";
import { tokenizerPart } from "./tokenizer.ts";
import { tokensExport } from "./tokens.ts";
import { weightsExport } from "./weights.ts";

/** What becomes an ONNX file. */
export const partsOfModel = {
  model: modelPart,
  encoder: encoderPart,
  decoder: decoderPart,
  tokenizer: tokenizerPart,
} satisfies Record<string, PartOfModel>;

const onnxExports = Object.fromEntries(
  Object.entries(partsOfModel).map(([name, part]) => [name, onnxExport(part)]),
) as { readonly [P in keyof typeof partsOfModel]: Export };

/** Everything a run can be asked for, by `what=`. */
export const exports = {
  ...onnxExports,
  tokens: tokensExport,
  reconstructions: reconstructionsExport,
  weights: weightsExport,
} satisfies Record<string, Export>;

export type ExportName = keyof typeof exports;
export type { Export } from "./export.ts";
export type { ExportedRun } from "./exported-run.ts";
export { LIMIT, type OnnxCheck } from "./onnx/check-onnx.ts";
export { type OnnxFile, toOnnxFile } from "./onnx/onnx-file.ts";
export type { PartOfModel } from "./onnx/part-of-model.ts";
