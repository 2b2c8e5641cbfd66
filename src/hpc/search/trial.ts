/** @file What a search knows of a point that has ended. */
import type { Place } from "./space.ts";

export interface Trial {
  /** Of its point. */
  readonly number: number;
  readonly place: Place;
  readonly outcome: "finished" | "pruned" | "failed";
  /** Lower is better; infinity where it has none. */
  readonly loss: number;
  /** Those that it was given. */
  readonly epochs: number;
}
