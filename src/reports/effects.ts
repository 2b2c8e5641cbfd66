/**
 * @file What mattered in a sweep: how much of the variance of a result each axis explains alone, and each pair together beyond
 * that. Analysis of variance, with the share that chance alone would explain taken off (ε², Kelley 1935).
 */
import { RandomStream } from "#utils/seed.ts";

export interface Observation {
  /** Value of every axis, as text. */
  readonly levels: Readonly<Record<string, string>>;
  readonly result: number;
}

export interface Effect {
  /** One axis, or two for what they do together. */
  readonly axes: readonly string[];
  /** Of the variance: 1 is all of it. Below 0 where chance alone would have explained more. */
  readonly share: number;
  /** The middle 68 % over repeated draws of the seeds; null where no setting was repeated. */
  readonly interval: readonly [number, number] | null;
}

export interface Effects {
  readonly effects: readonly Effect[];
  /** What the seeds alone make of it; null where no setting was repeated. */
  readonly noiseShare: number | null;
  /** Whether every combination of values was run equally often; effects mix where it is not so. */
  readonly isBalanced: boolean;
}

const DRAWS = 400;

/** @param axes those that vary. @returns no effects when all results are equal */
export function effectsOf(observations: readonly Observation[], axes: readonly string[]): Effects {
  const terms = [...axes.map((axis) => [axis]), ...pairsOf(axes)];
  const cells = groupsOf(observations, axes);
  const isRepeated = cells.length < observations.length;
  const point = sharesOf(observations, axes, terms);
  if (point === null) return { effects: [], noiseShare: null, isBalanced: true };
  const draws = isRepeated ? drawsOf(cells, axes, terms) : [];
  const effects = terms.map((term, i): Effect => {
    const sorted = draws.map(({ shares }) => shares[i]!).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return { axes: term, share: point.shares[i]!, interval: sorted.length > 0 ? [at(0.16), at(0.84)] : null };
  });
  const sizes = new Set(cells.map(({ length }) => length));
  const combinations = axes.reduce((product, axis) => product * levelsOf(observations, axis).size, 1);
  return {
    effects,
    noiseShare: isRepeated ? point.noise : null,
    isBalanced: sizes.size === 1 && cells.length === combinations,
  };
}

interface Shares {
  readonly shares: readonly number[];
  readonly noise: number;
}

function sharesOf(
  observations: readonly Observation[],
  axes: readonly string[],
  terms: readonly (readonly string[])[],
): Shares | null {
  const results = observations.map(({ result }) => result);
  const total = squaresAround(results, meanOf(results));
  if (!(total > 0)) return null;
  const cells = groupsOf(observations, axes);
  const within = cells.reduce((sum, cell) => sum + squaresWithin(cell), 0);
  const degrees = observations.length - cells.length;
  const noise = degrees > 0 ? within / degrees : 0; // variance of a single run
  const raw = (term: readonly string[]) =>
    total - groupsOf(observations, term).reduce((sum, group) => sum + squaresWithin(group), 0);
  const shares = terms.map((term) => {
    const [a, b] = term;
    const levels = (axis: string) => levelsOf(observations, axis).size - 1;
    if (b === undefined) return (raw(term) - levels(a!) * noise) / total;
    const together = raw(term) - raw([a!]) - raw([b]);
    return (together - levels(a!) * levels(b) * noise) / total;
  });
  return { shares, noise: Math.min(1, (noise * (observations.length - 1)) / total) };
}

/** Draws the runs of every setting anew, with replacement. */
function drawsOf(
  cells: readonly (readonly Observation[])[],
  axes: readonly string[],
  terms: readonly (readonly string[])[],
): Shares[] {
  const random = RandomStream.of(0, "reports", "effects");
  return Array.from({ length: DRAWS }, () =>
    sharesOf(
      cells.flatMap((cell) => cell.map(() => cell[random.integer(cell.length)]!)),
      axes,
      terms,
    ),
  ).filter((shares) => shares !== null);
}

function groupsOf(observations: readonly Observation[], axes: readonly string[]): Observation[][] {
  const groups = new Map<string, Observation[]>();
  for (const one of observations) {
    const key = JSON.stringify(axes.map((axis) => one.levels[axis]));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

const levelsOf = (observations: readonly Observation[], axis: string): Set<string | undefined> =>
  new Set(observations.map(({ levels }) => levels[axis]));

const pairsOf = (axes: readonly string[]): string[][] =>
  axes.flatMap((first, i) => axes.slice(i + 1).map((second) => [first, second]));

function squaresWithin(group: readonly Observation[]): number {
  const results = group.map(({ result }) => result);
  return squaresAround(results, meanOf(results));
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const squaresAround = (values: readonly number[], centre: number): number =>
  values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
