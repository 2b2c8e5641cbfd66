/** @file What goes into and comes out of exported files, by name: type, axes, and what it means. */
import type { Compression } from "#architectures";
import type { PortableFunction, Tensor, TracedBatch } from "#engine";
import type { RawEvents } from "../transforms/index.ts";
import type { ExportSizes } from "./part-of-model.ts";

/** What stands behind a name, wherever it is used; `unit` is that of the events file. */
export const meanings = {
  particles: (unit: string) =>
    `E [${unit}], pT [${unit}], eta, phi [rad] of each object, as in the events file; 0 for padding`,
  types: () => "type of each object, as in the events file; 0 for padding",
  globals: (unit: string) => `MET [${unit}], METphi [rad], as in the events file`,
  latents: () => "what the decoder sees of each object",
  globals_latent: () => "what the decoder sees of MET and METphi",
  mask: () => "1 for an object, 0 for padding",
  codes: () => "the code of each object, -1 for padding; one for each codebook where there are several",
  globals_codes: () => "the code of MET and METphi; one for each codebook where there are several",
  reconstructed_particles: (unit: string) => `E [${unit}], pT [${unit}], eta, phi [rad] in [-pi, pi); 0 for padding`,
  reconstructed_globals: (unit: string) => `MET [${unit}], METphi [rad] in [-pi, pi)`,
  reconstruction_error: () =>
    "mean squared error over the objects of an event and the features that the model sees; 0 without objects",
} satisfies Record<string, (unit: string) => string>;

export type PortName = keyof typeof meanings;

type Inputs = PortableFunction["inputs"];

/** The events of a file, as the model, the encoder and the tokenizer take them. */
export const eventInputs = ({ particles }: Pick<ExportSizes, "particles">): Inputs => ({
  particles: { dtype: "float32", shape: [particles, 4] },
  types: { dtype: "int64", shape: [particles] },
  globals: { dtype: "float32", shape: [2] },
});

export const latentInputs = ({ particles, latent, hasGlobalsToken }: ExportSizes): Inputs => ({
  latents: { dtype: "float32", shape: [particles, latent] },
  ...(hasGlobalsToken && { globals_latent: { dtype: "float32", shape: [latent] } as const }),
  mask: { dtype: "float32", shape: [particles] },
});

export const codeInputs = ({ particles, stages, hasGlobalsToken }: ExportSizes): Inputs => {
  const ofEach = stages === null ? [] : [stages];
  return {
    codes: { dtype: "int64", shape: [particles, ...ofEach] },
    ...(hasGlobalsToken && { globals_codes: { dtype: "int64", shape: ofEach } as const }),
  };
};

export const rawEvents = ({ particles, types, globals }: TracedBatch): RawEvents => ({
  particles: particles!,
  types: types!,
  globals: globals!,
});

/** Zero where there is no particle. @param values `[batch, particle, …]` @param mask `[batch, particle]` */
export function withoutPadding(values: Tensor, mask: Tensor): Tensor {
  return mask
    .greater(0.5)
    .reshape([...mask.shape, ...values.shape.slice(2).map(() => 1)])
    .where(values, 0);
}

/** The codes of an event: of its particles, and of its globals where they have some. */
export function codeOutputs({ compressed, globals }: Compression, mask: Tensor): Readonly<Record<string, Tensor>> {
  const ofGlobals = globals?.compressed.indices;
  return {
    ...(compressed.indices && { codes: paddedCodes(compressed.indices, mask) }),
    ...(ofGlobals && { globals_codes: ofGlobals.to("int64") }),
  };
}

/** Codes as whole numbers, -1 for padding. @param indices `[batch, particle]` or `[batch, particle, stage]` */
export function paddedCodes(indices: Tensor, mask: Tensor): Tensor {
  const isReal = mask.greater(0.5).reshape([...mask.shape, ...indices.shape.slice(2).map(() => 1)]);
  return isReal.where(indices.to("int64"), wholeNumber(indices, -1));
}

export const wholeNumber = (like: Tensor, value: number): Tensor => like.constant([value], []).to("int64");
