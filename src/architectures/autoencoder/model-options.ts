/** @file What the parts of a model have to know of their surroundings, besides sizes. */
import type { TransformDescription } from "#data";

export interface ModelOptions {
  /** Starts and updates as the Python system does, its mistakes included (`compat=reference`). */
  readonly compat: "none" | "reference";
  /** What the features mean; asked for by parts that compute physics from them (pairs of particles). */
  readonly transform?: TransformDescription | undefined;
}
