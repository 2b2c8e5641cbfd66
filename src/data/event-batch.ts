/** @file A batch of collision events: shapes and units, written once, here. */

export const SPLITS = ["train", "val", "test"] as const;
export type Split = (typeof SPLITS)[number];

/**
 * What a model sees: numbers without units, already transformed (`transforms/`), padded to a fixed number of tokens.
 * One token is one reconstructed object (jet, lepton, photon).
 */
export interface EventBatch {
  /** Number of events. */
  readonly size: number;
  /** `[batch, token, feature]` (`EventTransform.features`); anything may stand under the padding, models must not look. */
  readonly tokens: Float32Array;
  /** `[batch, token]`, object type; 0 is padding, see `OBJECT_TYPES`. */
  readonly ids: Int32Array;
  /** `[batch, token]`, 1 for a particle and 0 for padding; all ones under `compat=reference`. */
  readonly mask: Float32Array;
  /** `[batch, global]`, missing transverse momentum and its angle, transformed (`EventTransform.globalFeatures`). */
  readonly globals: Float32Array;
  /** `[batch]`, what each event counts in the loss; left out where all count the same. */
  readonly weights?: Float32Array;
}

/** How wide everything in a batch is; models are built from this. */
export interface EventSizes {
  readonly tokens: number;
  readonly features: number;
  readonly globals: number;
  /**
   * Number of object types, padding included: the largest id of all splits plus one, and never fewer than there are names
   * in `OBJECT_TYPES`; under `compat=reference` the largest id of the training split plus one.
   */
  readonly types: number;
}

/** Object types by id, as in the Dark Machines four-top files. */
export const OBJECT_TYPES = ["padding", "jet", "b-jet", "e+", "e-", "mu+", "mu-", "photon"] as const;

/** Real particles and events in columns, in the units a physicist reads: for figures and evaluation. */
export interface CollisionColumns {
  /** One entry a particle, padding left out; all of the same length. */
  readonly particles: {
    readonly event: Int32Array;
    readonly type: Int32Array;
    readonly energyGeV: Float32Array;
    readonly ptGeV: Float32Array;
    readonly eta: Float32Array;
    readonly phiRad: Float32Array;
  };
  /** One entry an event. */
  readonly globals: { readonly metGeV: Float32Array; readonly metPhiRad: Float32Array };
}
