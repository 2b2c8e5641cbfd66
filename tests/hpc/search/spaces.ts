/** @file Spaces of searches, from what is typed, and searches of functions whose lowest place is known. */
import { parseOverrides } from "#config";
import { drawPlace } from "../../../src/hpc/search/random.ts";
import { type Place, SearchSpace } from "../../../src/hpc/search/space.ts";
import { proposeByTpe } from "../../../src/hpc/search/tpe.ts";
import type { Trial } from "../../../src/hpc/search/trial.ts";

export const spaceOf = (...overrides: readonly string[]): SearchSpace =>
  new SearchSpace(parseOverrides(overrides), (group) => (group === "db" ? ["mysql", "pg"] : []));

export const finished = (number: number, place: Place, loss: number): Trial => ({
  ...{ number, place, loss },
  outcome: "finished",
  epochs: 1,
});

/** @returns the lowest loss found in so many trials, of which TPE draws the first ten */
export function searched(
  kind: "random" | "tpe",
  { space, lossAt, trials, seed }: Problem & { readonly trials: number; readonly seed: number },
): number {
  const done: Trial[] = [];
  for (let number = 0; number < trials; number++) {
    const isDrawn = kind === "random" || number < 10;
    const place = isDrawn ? drawPlace(space, { seed, number }) : proposeByTpe(space, done, { seed, number });
    done.push(finished(number, place, lossAt(place)));
  }
  return Math.min(...done.map(({ loss }) => loss));
}

export interface Problem {
  readonly space: SearchSpace;
  readonly lossAt: (place: Place) => number;
}
