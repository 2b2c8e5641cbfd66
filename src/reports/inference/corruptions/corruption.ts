/** @file The contract every corruption keeps: true events in, events in which one thing is wrong out. */
import type { Infer, Schema } from "#config/schema";
import type { EnergyUnit, EventLayout } from "#data";
import type { RandomStream } from "#utils/seed.ts";

export interface Corruption<S extends Schema = Schema> {
  /** Its settings in a report's config, under its name. */
  readonly config: S;
  /**
   * Changes a copy of the events in place. Padding stays padding, and MET is left as the detector saw it.
   *
   * @param random equal streams give equal events, so that every model sees the same ones
   */
  readonly corrupt: (events: FileEvents, config: Infer<S>, random: RandomStream) => void;
}

/** Events as they stand in a file. */
export interface FileEvents {
  /** `[event, column]`, see `EventLayout`. */
  readonly rows: Float32Array;
  readonly count: number;
  readonly layout: EventLayout;
  /** Of E, pT and MET. */
  readonly unit: EnergyUnit;
}

/** A member of the family, its settings tied to its schema. */
export const corruption = <S extends Schema>(member: Corruption<S>): Corruption<S> => member;
