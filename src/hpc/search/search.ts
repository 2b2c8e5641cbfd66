/** @file A search: rules, a space, and for those that learn from results, what is tried next. */
import type { Point } from "#config";
import type { SearchRules } from "./rules.ts";
import type { Place, SearchSpace } from "./space.ts";
import type { Trial } from "./trial.ts";

export interface Search {
  readonly rules: SearchRules;
  readonly space: SearchSpace;
  /** Trials that are known before there is any result. */
  readonly begin: readonly Point[];
  /**
   * @param number of the trial that is to be
   * @param trials those that have ended
   * @param attempt another number gives another place
   */
  propose(number: number, trials: readonly Trial[], attempt: number): Place;
}

const ATTEMPTS = 50;

/** The first place that none of the points is at: the same training twice says nothing new. In a small space it may have to be one. */
export function newPoint(space: SearchSpace, propose: (attempt: number) => Place, points: readonly Point[]): Point {
  const known = new Set(points.map((point) => point.join("\n")));
  for (let attempt = 0; ; attempt++) {
    const point = space.pointAt(propose(attempt));
    if (attempt === ATTEMPTS || !known.has(point.join("\n"))) return point;
  }
}
