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
  const groupings = terms.map((term) => groupingOf(observations, term, axes));
  const cells = groupingOf(observations, axes, axes);
  const results = Float64Array.from(observations, ({ result }) => result);
  const isRepeated = cells.count < observations.length;
  const point = sharesOf(results, groupings, cells);
  if (point === null) return { effects: [], noiseShare: null, isBalanced: true };
  const draws = isRepeated ? drawsOf(results, groupings, cells) : [];
  const effects = terms.map((term, i): Effect => {
    const sorted = draws.map(({ shares }) => shares[i]!).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return { axes: term, share: point.shares[i]!, interval: sorted.length > 0 ? [at(0.16), at(0.84)] : null };
  });
  const sizes = new Set(membersOf(cells).map(({ length }) => length));
  const combinations = groupings.slice(0, axes.length).reduce((product, { count }) => product * count, 1);
  return {
    effects,
    noiseShare: isRepeated ? point.noise : null,
    isBalanced: sizes.size === 1 && cells.count === combinations,
  };
}

/** Which observations have the same values of some axes; numbers, because this is gone through many thousand times. */
interface Grouping {
  /** Places of the term's axes among the groupings. */
  readonly parents: readonly [number, number] | null;
  /** Group of every observation. */
  readonly groupOf: Int32Array;
  readonly count: number;
}

interface Shares {
  readonly shares: readonly number[];
  readonly noise: number;
}

/** @param groupings of single axes, then of pairs of them. @param cells of all axes together */
function sharesOf(results: Float64Array, groupings: readonly Grouping[], cells: Grouping): Shares | null {
  const mean = results.reduce((sum, result) => sum + result, 0) / results.length;
  const centred = results.map((result) => result - mean);
  const total = centred.reduce((sum, value) => sum + value ** 2, 0);
  if (!(total > 1e-24 * mean ** 2)) return null; // NaN too, and what rounding leaves of equal results
  const degrees = results.length - cells.count;
  const noise = degrees > 0 ? Math.max(0, total - between(centred, cells)) / degrees : 0; // variance of a single run
  const raw = groupings.map((grouping) => between(centred, grouping));
  const shares = groupings.map(({ parents }, i) => {
    if (parents === null) return (raw[i]! - (groupings[i]!.count - 1) * noise) / total;
    const [a, b] = parents;
    const degrees = (groupings[a]!.count - 1) * (groupings[b]!.count - 1);
    return (raw[i]! - raw[a]! - raw[b]! - degrees * noise) / total;
  });
  return { shares, noise: Math.min(1, (noise * (results.length - 1)) / total) };
}

/** Squares that the means of the groups explain. @param centred results whose mean is zero */
function between(centred: Float64Array, { groupOf, count }: Grouping): number {
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < centred.length; i++) {
    const group = groupOf[i]!;
    sums[group]! += centred[i]!;
    sizes[group]! += 1;
  }
  return sums.reduce((squares, sum, group) => squares + sum ** 2 / sizes[group]!, 0);
}

/** Draws the runs of every setting anew, with replacement. */
function drawsOf(results: Float64Array, groupings: readonly Grouping[], cells: Grouping): Shares[] {
  const random = RandomStream.of(0, "reports", "effects");
  const members = membersOf(cells);
  const drawn = new Float64Array(results.length);
  return Array.from({ length: DRAWS }, () => {
    for (const cell of members) for (const i of cell) drawn[i] = results[cell[random.integer(cell.length)]!]!;
    return sharesOf(drawn, groupings, cells);
  }).filter((shares) => shares !== null);
}

function groupingOf(observations: readonly Observation[], term: readonly string[], axes: readonly string[]): Grouping {
  const groups = new Map<string, number>();
  const groupOf = Int32Array.from(observations, ({ levels }) => {
    const key = JSON.stringify(term.map((axis) => levels[axis]));
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    return group;
  });
  const [first, second] = term.map((axis) => axes.indexOf(axis));
  return { parents: term.length === 2 ? [first!, second!] : null, groupOf, count: groups.size };
}

function membersOf({ groupOf, count }: Grouping): number[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  for (const [i, group] of groupOf.entries()) members[group]!.push(i);
  return members;
}

const pairsOf = (axes: readonly string[]): string[][] =>
  axes.flatMap((first, i) => axes.slice(i + 1).map((second) => [first, second]));
