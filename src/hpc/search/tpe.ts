/**
 * @file The tree-structured Parzen estimator: where good trials are dense and bad ones are not, the next one is made.
 * Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for hyper-parameter optimization" (NIPS), section 4; parameters
 * independent of one another.
 */
import { RandomStream } from "#utils/seed.ts";
import { densityOf } from "./parzen.ts";
import type { Place, SearchSpace } from "./space.ts";
import type { Trial } from "./trial.ts";

/** γ: the share of trials that count as good, of which no more than 25. */
const GOOD_SHARE = 0.15;
const MOST_GOOD = 25;
/** Drawn from l, of which the one with the largest l/g is taken. */
const CANDIDATES = 24;

/**
 * The expected improvement grows with l(x)/g(x) (eqs. 2 and 3), where l is the density of the good trials and g that of the
 * others. The same trials, seed and number give the same place.
 *
 * @param trials ended, at least one
 * @param number which trial this is to be
 */
export function proposeByTpe(
  { parameters }: SearchSpace,
  trials: readonly Trial[],
  { seed, number, attempt = 0 }: { readonly seed: number; readonly number: number; readonly attempt?: number },
): Place {
  const { good, others } = splitTrials(trials);
  const stream = RandomStream.of(seed, "tpe", number, attempt);
  return new Map(
    parameters.map(({ key, domain }) => {
      const [l, g] = [good, others].map((group) =>
        densityOf(
          domain,
          group.map(({ place }) => place.get(key)!),
        ),
      );
      const own = stream.split(key);
      const candidates = Array.from({ length: CANDIDATES }, () => l!.draw(own));
      const scores = candidates.map((value) => l!.logAt(value) - g!.logAt(value));
      return [key, candidates[scores.indexOf(Math.max(...scores))]!];
    }),
  );
}

/** Finished ones by their loss, then pruned ones, the longest-lived first, then those that failed. */
export function splitTrials(trials: readonly Trial[]): {
  readonly good: readonly Trial[];
  readonly others: readonly Trial[];
} {
  const ranks = { finished: 0, pruned: 1, failed: 2 } as const;
  const ranked = trials.toSorted(
    (a, b) =>
      ranks[a.outcome] - ranks[b.outcome] ||
      (a.outcome === "pruned" ? b.epochs - a.epochs : 0) ||
      (a.loss === b.loss ? 0 : a.loss - b.loss) ||
      a.number - b.number,
  );
  const count = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * ranked.length));
  return { good: ranked.slice(0, count), others: ranked.slice(count) };
}
