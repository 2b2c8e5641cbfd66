/** @file Points proposed by a tree-structured Parzen estimator, as results come in; the first ones are random. */
import { type Composition, groupOptions, type SweepPlan, sweepOverrides } from "#config";
import { type Infer, schema } from "#config/schema";
import { drawPlace } from "../search/random.ts";
import { searchKeys } from "../search/rules.ts";
import type { Search } from "../search/search.ts";
import { SearchSpace } from "../search/space.ts";
import { proposeByTpe } from "../search/tpe.ts";
import { randomPoints } from "./random.ts";
import type { Sweeper } from "./sweeper.ts";

export const tpeConfig = schema.strictObject({
  kind: schema.literal("tpe"),
  ...searchKeys,
  /** Random ones, before there is anything to learn from. */
  n_startup_trials: schema.int().positive(),
});

export class TpeSweeper implements Sweeper {
  readonly #config: Infer<typeof tpeConfig>;

  constructor(config: Infer<typeof tpeConfig>) {
    this.#config = config;
  }

  plan(sweep: Composition): SweepPlan {
    const { begin, space, rules } = this.search(sweep);
    const rest = rules.n_trials - begin.length;
    const note = `these begin the search; ${rest} of ${rules.n_trials} trials are proposed when there are results`;
    return { points: begin, probes: space.corners(), ...(rest > 0 && { note }) };
  }

  search(sweep: Composition): Search {
    const { params: _, ...rules } = this.#config;
    const { seed, n_trials, n_startup_trials } = rules;
    const space = new SearchSpace(sweepOverrides(sweep), groupOptions(sweep));
    const draw: Search["propose"] = (number, _, attempt) => drawPlace(space, { seed, number, attempt });
    return {
      rules: { ...rules, keys: space.parameters.map(({ key }) => key) },
      space,
      begin: randomPoints(space, Math.min(n_startup_trials, n_trials), draw),
      propose: (number, trials, attempt) =>
        trials.some(({ outcome }) => outcome === "finished")
          ? proposeByTpe(space, trials, { seed, number, attempt })
          : draw(number, trials, attempt),
    };
  }
}
