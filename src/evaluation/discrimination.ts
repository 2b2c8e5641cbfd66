/**
 * @file How well a score tells two kinds of events apart; a larger score speaks for signal. Both kinds must be there. Where a
 * score is NaN there is no order and the answer is NaN: `discriminate` says how such events are to be counted.
 */
import { RandomStream } from "#utils/seed.ts";

type Scores = ArrayLike<number>;

/** Area under the ROC curve: the chance that a signal event scores above a background event; half a chance where equal. */
export function auroc(signal: Scores, background: Scores): number {
  if (hasNaN(signal) || hasNaN(background)) return Number.NaN;
  const [s, b] = [ascending(signal), ascending(background)];
  let [wins, below, notAbove] = [0, 0, 0];
  for (const score of s) {
    while (below < b.length && b[below]! < score) below++;
    while (notAbove < b.length && b[notAbove]! <= score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (s.length * b.length);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Equal seeds give equal intervals. */
  readonly seed: number;
  readonly resamples?: number;
  /** Probability that the interval is to cover; one standard deviation unless told. */
  readonly coverage?: number;
}

/**
 * The percentile bootstrap of the area under the ROC curve, each kind drawn anew by itself.
 * Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
 */
export function aurocInterval(signal: Scores, background: Scores, options: BootstrapOptions): Interval {
  const { seed, resamples = 200, coverage = 0.6827 } = options;
  if (hasNaN(signal) || hasNaN(background)) return { low: Number.NaN, high: Number.NaN };
  const random = RandomStream.of(seed, "bootstrap");
  const area = resampledAuroc(signal, background, random);
  const areas = Float64Array.from({ length: resamples }, area).sort();
  const at = (share: number) => areas[Math.min(resamples - 1, Math.floor(share * resamples))]!;
  return { low: at((1 - coverage) / 2), high: at((1 + coverage) / 2) };
}

/**
 * What `auroc` gives for scores drawn anew with repetition, once a call. Which signal event is above which background events
 * is found out once; a draw then only counts how often each event came, so nothing is sorted again.
 */
function resampledAuroc(signal: Scores, background: Scores, random: RandomStream): () => number {
  const [s, b] = [ascending(signal), ascending(background)];
  const [signalPlaces, backgroundPlaces] = [placesIn(s, signal), placesIn(b, background)];
  const below = Int32Array.from(s, (score) => placeOf(b, (other) => other < score));
  const notAbove = Int32Array.from(s, (score) => placeOf(b, (other) => other <= score));
  const timesDrawn = new Int32Array(s.length);
  /** How many of the background that was drawn stand before each place. */
  const drawnBefore = new Int32Array(b.length + 1);
  return () => {
    timesDrawn.fill(0);
    drawnBefore.fill(0);
    for (let i = 0; i < s.length; i++) timesDrawn[signalPlaces[random.integer(s.length)]!]!++;
    for (let i = 0; i < b.length; i++) drawnBefore[backgroundPlaces[random.integer(b.length)]! + 1]!++;
    for (let i = 0; i < b.length; i++) drawnBefore[i + 1]! += drawnBefore[i]!;
    let wins = 0;
    for (let i = 0; i < s.length; i++)
      wins += (timesDrawn[i]! * (drawnBefore[below[i]!]! + drawnBefore[notAbove[i]!]!)) / 2;
    return wins / (s.length * b.length);
  };
}

/** Where each score stands among the sorted ones; equal ones share a place. */
const placesIn = (sorted: Float64Array, scores: Scores): Int32Array =>
  Int32Array.from(scores, (score) => placeOf(sorted, (other) => other < score));

/** How many at the beginning of the sorted ones are before a cut. */
function placeOf(sorted: Float64Array, isBefore: (score: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One over the share of background that passes with a given share of the signal: the highest cut that keeps it decides.
 *
 * @param efficiency share of the signal to keep, above 0 and up to 1
 * @returns null where no background passes at all: there is too little of it to say
 */
export function backgroundRejection(signal: Scores, background: Scores, efficiency: number): number | null {
  if (hasNaN(signal) || hasNaN(background)) return Number.NaN;
  const s = ascending(signal);
  const kept = Math.max(1, Math.ceil(efficiency * s.length - 1e-9));
  const cut = s[s.length - kept]!;
  const passing = Array.from(background).filter((score) => score >= cut).length;
  return passing === 0 ? null : background.length / passing;
}

export interface SignificanceImprovement {
  /** Signal efficiency over the root of the background efficiency: what a cut multiplies S/√B by. */
  readonly maximum: number;
  readonly signal_efficiency: number;
  readonly background_efficiency: number;
}

/** Fewer background events behind a cut say too little: 25 have a statistical error of 20 %. */
const FEWEST_BACKGROUND = 25;

/**
 * The best cut for a counting experiment, among those that leave at least `fewest` background events, or all there are.
 * Gallicchio et al. 2010, arXiv:1010.3698.
 */
export function significanceImprovement(
  signal: Scores,
  background: Scores,
  fewest = FEWEST_BACKGROUND,
): SignificanceImprovement {
  if (hasNaN(signal) || hasNaN(background))
    return { maximum: Number.NaN, signal_efficiency: Number.NaN, background_efficiency: Number.NaN };
  const [s, b] = [ascending(signal), ascending(background)];
  let best: SignificanceImprovement = { maximum: 1, signal_efficiency: 1, background_efficiency: 1 };
  let [belowSignal, belowBackground] = [0, 0];
  for (const cut of s) {
    while (s[belowSignal]! < cut) belowSignal++;
    while (belowBackground < b.length && b[belowBackground]! < cut) belowBackground++;
    const passing = b.length - belowBackground;
    if (passing < Math.min(fewest, b.length) || passing === 0) break;
    const [signalShare, backgroundShare] = [(s.length - belowSignal) / s.length, passing / b.length];
    const improvement = signalShare / Math.sqrt(backgroundShare);
    if (improvement > best.maximum)
      best = { maximum: improvement, signal_efficiency: signalShare, background_efficiency: backgroundShare };
  }
  return best;
}

const hasNaN = (scores: Scores) => Array.prototype.some.call(scores, Number.isNaN);
const ascending = (scores: Scores) => Float64Array.from(scores).sort();
