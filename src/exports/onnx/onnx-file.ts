/** @file A part of a run → the bytes of an ONNX file that says what it is, checked by a second runtime. */
import { OBJECT_TYPES } from "#data";
import { type OnnxValue, portableGraph, toOnnxBytes, tracedInputs } from "#engine";
import { packageVersion } from "#utils/package-info.ts";
import type { ExportedRun } from "../exported-run.ts";
import { tracedTransform } from "../transforms/index.ts";
import { checkOnnx, type OnnxCheck } from "./check-onnx.ts";
import type { ExportSizes, PartOfModel } from "./part-of-model.ts";
import { eventInputs, meanings, type PortName, rawEvents } from "./ports.ts";

export interface OnnxFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly check: OnnxCheck;
  /** Name, shape and meaning of each, for people. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** @throws FixableError `exports/differs` */
export async function toOnnxFile(run: ExportedRun, part: PartOfModel): Promise<OnnxFile> {
  const transform = run.data.transform.describe();
  const parts = { model: run.model, transform: tracedTransform(transform), sizes: sizesOf(run) };
  const graph = portableGraph(part.graph(parts), run.weights);
  const meaningOf = ({ name }: OnnxValue) => meanings[name as PortName](transform.unit);
  const byName = (ports: readonly OnnxValue[]) =>
    JSON.stringify(Object.fromEntries(ports.map((port) => [port.name, meaningOf(port)])));
  const inLine = (port: OnnxValue) => `${port.name} [${port.shape.join(", ")}]: ${meaningOf(port)}`;
  const { codes } = run.model.parts.bottleneck;
  const bytes = toOnnxBytes(graph, {
    version: packageVersion(),
    description: part.summary,
    metadata: {
      ...run.about,
      inputs: byName(graph.inputs),
      outputs: byName(graph.outputs),
      object_types: JSON.stringify(OBJECT_TYPES),
      unit: transform.unit,
      transform: JSON.stringify(transform),
      ...(codes !== null && { codebook_size: String(codes) }),
    },
  });
  const check = await checkOnnx(bytes, run);
  return { bytes, check, inputs: graph.inputs.map(inLine), outputs: graph.outputs.map(inLine) };
}

/** Found out by tracing the model once, which costs nothing. */
function sizesOf({ model, data }: ExportedRun): ExportSizes {
  const particles = data.sizes.tokens;
  const inputs = tracedInputs(eventInputs({ particles }), 1);
  const events = tracedTransform(data.transform.describe()).toEvents(rawEvents(inputs));
  const { latent, indices } = model.pass(events, false).compressed;
  const hasGlobalsToken = model.parts.globalsToken !== null;
  return { particles, latent: latent.shape[2]!, stages: indices?.shape[2] ?? null, hasGlobalsToken };
}
