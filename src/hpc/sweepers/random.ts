/** @file Points drawn at random. All are known beforehand, so every launcher can take them. */
import { type Composition, groupOptions, type Point, type SweepPlan, sweepOverrides } from "#config";
import { type Infer, schema } from "#config/schema";
import { drawPlace } from "../search/random.ts";
import { searchKeys } from "../search/rules.ts";
import { newPoint, type Search } from "../search/search.ts";
import { SearchSpace } from "../search/space.ts";
import type { Sweeper } from "./sweeper.ts";

export const randomConfig = schema.strictObject({ kind: schema.literal("random"), ...searchKeys });

export class RandomSweeper implements Sweeper {
  readonly #config: Infer<typeof randomConfig>;

  constructor(config: Infer<typeof randomConfig>) {
    this.#config = config;
  }

  plan(sweep: Composition): SweepPlan {
    const { begin, space } = this.search(sweep);
    return { points: begin, probes: space.corners() };
  }

  search(sweep: Composition): Search {
    const { params: _, ...rules } = this.#config;
    const space = new SearchSpace(sweepOverrides(sweep), groupOptions(sweep));
    const propose = (number: number, _: unknown, attempt: number) =>
      drawPlace(space, { seed: rules.seed, number, attempt });
    return {
      rules: { ...rules, keys: space.parameters.map(({ key }) => key) },
      space,
      begin: randomPoints(space, rules.n_trials, propose),
      propose,
    };
  }
}

/** Different ones as long as there are any. */
export function randomPoints(space: SearchSpace, count: number, propose: Search["propose"]): readonly Point[] {
  const points: Point[] = [];
  for (let number = 0; number < count; number++)
    points.push(newPoint(space, (attempt) => propose(number, [], attempt), points));
  return points;
}
