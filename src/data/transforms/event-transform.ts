/**
 * @file The contract every transform keeps: rows of a file → numbers a model sees → back to what a physicist reads.
 * What a transform learned from the training split it can say as plain JSON, so a run carries its own.
 */
import type { CollisionColumns, EventBatch } from "../event-batch.ts";
import type { EnergyUnit } from "../units.ts";

export interface EventTransform {
  /** What stands on the feature axis of `tokens`, in order. */
  readonly features: readonly string[];
  /** What stands on the global axis of `globals`, in order. */
  readonly globalFeatures: readonly string[];

  /**
   * @param rows `[event, column]`, as in the file (see `event-layout.ts`), checked before
   * @param count number of events in `rows`
   */
  apply(rows: Float32Array, count: number): EventBatch;

  /**
   * Back to GeV and radians; tokens with id 0 are left out, whatever stands there.
   * Takes a model's output as well as `apply`'s, together with the ids of the true event.
   */
  invert(events: TransformedEvents): CollisionColumns;

  /** All there is to know, for `transformFromDescription`. */
  describe(): TransformDescription;
}

/** As in `EventBatch`; the mask is not needed, since id 0 is padding. */
export type TransformedEvents = Pick<EventBatch, "size" | "tokens" | "ids" | "globals">;

/** Plain JSON, kept in a run's `meta.json`. */
export interface TransformDescription {
  readonly kind: "physics" | "reference";
  /** Of the file: what `apply` expects. `invert` gives GeV. */
  readonly unit: EnergyUnit;
  readonly n_tokens: number;
  readonly features: readonly string[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly global_features: readonly string[];
  readonly global_mean: readonly number[];
  readonly global_std: readonly number[];
}
