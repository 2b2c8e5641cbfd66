/** @file Where the objects of an event stand in its row. */
import type { RandomStream } from "#utils/seed.ts";
import type { FileEvents } from "./corruption.ts";

export interface EventObjects {
  /** Places in `rows` of the ids of its objects, padding left out. */
  readonly ids: readonly number[];
  /** Place of each object's E; pT, η and φ stand behind it. */
  readonly numbers: readonly number[];
}

/** Columns of one object: E, pT, η, φ. */
export const [E, PT, ETA, PHI] = [0, 1, 2, 3] as const;

export function objectsOf({ rows, layout }: FileEvents, event: number): EventObjects {
  const row = event * layout.width;
  const slots = Array.from({ length: layout.tokens }, (_, slot) => slot).filter((slot) => rows[row + slot] !== 0);
  return { ids: slots.map((slot) => row + slot), numbers: slots.map((slot) => row + layout.objects + 4 * slot) };
}

/** Moves the values at these places along a random cycle, so that none stays (Sattolo 1986); a single one has to. */
export function rotate(rows: Float32Array, places: readonly number[], random: RandomStream): void {
  const order = Array.from(places);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const values = places.map((place) => rows[place]!);
  for (const [i, place] of order.entries()) rows[place] = values[i]!;
}
