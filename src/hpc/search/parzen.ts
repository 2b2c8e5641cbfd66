/**
 * @file Densities made of observations: what a Parzen estimator knows of one parameter. Bergstra, Bardenet, Bengio and Kégl
 * 2011, "Algorithms for hyper-parameter optimization" (NIPS), section 4: a mixture of the prior and of one Gaussian an
 * observation, cut off at the ends of the domain, each as wide as the larger of the distances to its neighbours; for
 * options, counts beside the prior.
 */
import type { RandomStream } from "#utils/seed.ts";
import { axisOf, type ChoiceDomain, type Domain, fromAxis, type NumberDomain, toAxis } from "./domain.ts";

export interface Density {
  draw(stream: RandomStream): number;
  /** Up to a constant of the domain. */
  logAt(value: number): number;
}

export const densityOf = (domain: Domain, observed: readonly number[]): Density =>
  domain.kind === "choice" ? countsOf(domain, observed) : mixtureOf(domain, observed);

/** pᵢ in proportion to N·(1/N) + Cᵢ: the uniform prior weighs as much as one observation of each option. */
function countsOf({ size }: ChoiceDomain, observed: readonly number[]): Density {
  const counts = new Array<number>(size).fill(1);
  for (const option of observed) counts[option]!++;
  const total = size + observed.length;
  return {
    draw(stream) {
      let rest = stream.uniform() * total;
      let option = 0;
      for (; option < size - 1 && rest >= counts[option]!; option++) rest -= counts[option]!;
      return option;
    },
    logAt: (option) => Math.log(counts[option]! / total),
  };
}

interface Component {
  readonly mean: number;
  readonly width: number;
  /** Of the Gaussian, what lies within the domain. */
  readonly share: number;
}

function mixtureOf(domain: NumberDomain, observed: readonly number[]): Density {
  const { low, high } = axisOf(domain);
  const components = componentsOf(
    observed.map((value) => toAxis(domain, value)),
    { low, high },
  );
  return {
    draw(stream) {
      const { mean, width } = components[stream.integer(components.length)]!;
      for (;;) {
        const place = mean + width * stream.normal();
        if (place >= low && place <= high) return fromAxis(domain, place);
      }
    },
    logAt(value) {
      const place = toAxis(domain, value);
      const densities = components.map(
        ({ mean, width, share }) => Math.exp(-0.5 * ((place - mean) / width) ** 2) / (width * share),
      );
      return Math.log(densities.reduce((sum, density) => sum + density, 0) / components.length);
    },
  };
}

/** The widest Gaussian, the prior's, is as wide as the domain; the narrowest a hundredth of it, or less crowded than that. */
function componentsOf(places: readonly number[], { low, high }: { low: number; high: number }): readonly Component[] {
  const range = high - low;
  const middle = (low + high) / 2;
  const narrowest = range / Math.min(100, places.length + 2);
  // the prior is one of the neighbours, and so are the ends
  const all = [...places, middle].toSorted((a, b) => a - b);
  const prior = all.indexOf(middle);
  return all.map((mean, at) => {
    const [before, after] = [all[at - 1] ?? low, all[at + 1] ?? high];
    const width = at === prior ? range : Math.min(range, Math.max(narrowest, mean - before, after - mean));
    return { mean, width, share: normalBelow((high - mean) / width) - normalBelow((low - mean) / width) };
  });
}

/** Φ of the standard normal, by Abramowitz and Stegun 1964, 7.1.26 (error below 1.5e-7). */
function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-z * z);
  return x < 0 ? tail / 2 : 1 - tail / 2;
}
