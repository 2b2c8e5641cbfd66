/** @file How well the error of reconstruction finds events of classes that a model has not learned from. */
import {
  auroc,
  aurocInterval,
  backgroundRejection,
  type Interval,
  type SignificanceImprovement,
  significanceImprovement,
} from "./discrimination.ts";

export interface AnomalyScores {
  /** Labels that count as background: those of `data.train_labels`; null where every class is held against all others. */
  readonly background: readonly number[] | null;
  /** Names of the classes by their labels, as far as the events say; may be left out by older evaluations. */
  readonly class_names?: Readonly<Record<string, string>>;
  /** By name of the signal, or its label where it has none; `all` classes that are no background together. */
  readonly signals: Readonly<Record<string, Signal>>;
}

export interface Signal extends Discrimination {
  /** Classes that count as this signal; may be left out by older evaluations. */
  readonly labels?: readonly number[];
}

export interface Discrimination {
  readonly signal_events: number;
  readonly background_events: number;
  /** Events of either kind whose score is no number: they count as more anomalous than any other, and as equal. */
  readonly not_a_number: { readonly signal: number; readonly background: number };
  /** 0.5 for a guess; below it the signal is reconstructed better than the background. */
  readonly auroc: number;
  /** Of one standard deviation, by bootstrap. */
  readonly auroc_interval: Interval;
  /** By signal efficiency; null where no background passes. */
  readonly background_rejection: Readonly<Record<string, number | null>>;
  readonly max_significance_improvement: SignificanceImprovement;
}

export interface ScoredEvents {
  /** One an event, larger for what comes back worse. */
  readonly errors: ArrayLike<number>;
  /** Of the same events. */
  readonly labels: ArrayLike<number>;
}

const SIGNAL_EFFICIENCIES = [0.1, 0.3, 0.5, 0.7];

/**
 * @param background labels of what was learned from; null for all
 * @param names of classes by label
 * @returns null where there are not two kinds of events to tell apart
 */
export function anomalyScores(
  { errors, labels }: ScoredEvents,
  background: readonly number[] | null,
  names: Readonly<Record<string, string>> = {},
): AnomalyScores | null {
  const classes = [...new Set(Array.from(errors, (_, event) => labels[event]!))].sort((a, b) => a - b);
  const others = classes.filter((label) => !background?.includes(label));
  const scoresOf = (isTaken: (label: number) => boolean) =>
    Float64Array.from(Array.from(errors).filter((_, event) => isTaken(labels[event]!)));
  const against = (taken: readonly number[]): Signal | null => {
    const isSignal = (label: number) => taken.includes(label);
    const found = discriminate(
      scoresOf(isSignal),
      scoresOf((label) => (background ? background.includes(label) : !isSignal(label))),
    );
    return found && { labels: taken, ...found };
  };
  const signals: [string, readonly number[]][] = others.map((label) => [names[label] ?? `${label}`, [label]]);
  if (background && others.length > 1) signals.unshift(["all", others]);
  const found = signals.flatMap(([name, taken]) => {
    const signal = against(taken);
    return signal ? [[name, signal] as const] : [];
  });
  if (found.length === 0) return null;
  const known = classes.flatMap((label) => (names[label] === undefined ? [] : [[label, names[label]] as const]));
  return { background, class_names: Object.fromEntries(known), signals: Object.fromEntries(found) };
}

/** @returns null where one of the two kinds has no event */
export function discriminate(signal: ArrayLike<number>, background: ArrayLike<number>): Discrimination | null {
  if (signal.length === 0 || background.length === 0) return null;
  const [s, b] = [orderable(signal), orderable(background)];
  const rejections = SIGNAL_EFFICIENCIES.map((share) => [`${share}`, backgroundRejection(s, b, share)]);
  return {
    signal_events: signal.length,
    background_events: background.length,
    not_a_number: { signal: countNaN(signal), background: countNaN(background) },
    auroc: auroc(s, b),
    auroc_interval: aurocInterval(s, b, { seed: 0 }),
    background_rejection: Object.fromEntries(rejections) as Record<string, number | null>,
    max_significance_improvement: significanceImprovement(s, b),
  };
}

/** An event that comes back as no number at all is as anomalous as can be; NaN itself has no place in an order. */
export const orderable = (scores: ArrayLike<number>): Float64Array =>
  Float64Array.from(scores, (score) => (Number.isNaN(score) ? Number.POSITIVE_INFINITY : score));

export const countNaN = (scores: ArrayLike<number>): number => Array.from(scores).filter(Number.isNaN).length;
