/** @file What a sweeper is: it says which points a sweep has. */
import type { Composition, SweepPlan } from "#config";
import type { Search } from "../search/search.ts";

export interface Sweeper {
  /**
   * @param sweep with the command line and `hydra.sweeper`
   * @throws FixableError `config/bad-sweep`, `config/bad-override`
   */
  plan(sweep: Composition): SweepPlan;
  /** Where points are judged by their results. */
  search?(sweep: Composition): Search;
}
