/** @file The contract of what becomes an ONNX file: a part of a model with the transform of its data inside. */
import type { Autoencoder } from "#architectures";
import type { PortableFunction } from "#engine";
import type { TracedTransform } from "../transforms/index.ts";

export interface PartOfModel {
  /** What the file does, in a line. */
  readonly summary: string;
  /** Why this model has nothing of the kind; null where it has. */
  lacking(model: Autoencoder): string | null;
  /** The names of inputs and outputs are those of `ports.ts`. */
  graph(parts: ExportParts): PortableFunction;
}

export interface ExportParts {
  readonly model: Autoencoder;
  readonly transform: TracedTransform;
  readonly sizes: ExportSizes;
}

export interface ExportSizes {
  /** Particles an event has room for. */
  readonly particles: number;
  readonly latent: number;
  /** Whether the globals have a latent of their own. */
  readonly hasGlobalsToken: boolean;
  /** Codebooks that make one latent where an index has an axis for them; null where a particle has one code. */
  readonly stages: number | null;
}
