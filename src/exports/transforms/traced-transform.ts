/**
 * @file The contract of a transform inside a graph: what stands in an events file → what a model sees → back. The traced
 * counterpart of data's `EventTransform`, in single precision.
 */
import type { TransformDescription } from "#data";
import type { Tensor, TracedBatch } from "#engine";

export interface TracedTransform {
  /** @returns a batch as models take it: `tokens`, `ids`, `mask`, `globals` */
  toEvents(raw: RawEvents): TracedBatch;

  /** @param tokens `[batch, particle, feature]`. @returns `[batch, particle, 4]`: E, pT, eta, phi in the units of the file */
  toParticles(tokens: Tensor): Tensor;

  /** @param globals `[batch, global]`. @returns `[batch, 2]`: MET, METphi in the units of the file */
  toGlobals(globals: Tensor): Tensor;

  /**
   * How far two values of a particle are apart, as the training sees it: in deviations of the column, by factors of what is
   * learned as a logarithm; an angle counts by the length of the vector that points to it.
   *
   * @param column 0 to 3
   * @param features of the particle, whence `expected` was computed
   */
  particleDistance(column: number, actual: number, expected: number, features: ArrayLike<number>): number;

  /** The same of MET and METphi. */
  globalDistance(column: number, actual: number, expected: number, features: ArrayLike<number>): number;
}

/** As in the file: `particles` `[batch, particle, 4]`, `types` `[batch, particle]` with 0 for padding, `globals` `[batch, 2]`. */
export interface RawEvents {
  readonly particles: Tensor;
  readonly types: Tensor;
  readonly globals: Tensor;
}

export type BuildTracedTransform = (description: TransformDescription) => TracedTransform;
