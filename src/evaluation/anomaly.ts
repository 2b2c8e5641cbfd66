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
  /** Classes that count as background: those of `data.train_labels`; null where every class is held against all others. */
  readonly background: readonly number[] | null;
  /** By label of the signal; `all` classes that are no background together. */
  readonly signals: Readonly<Record<string, Discrimination>>;
}

export interface Discrimination {
  readonly signal_events: number;
  readonly background_events: number;
  /** 0.5 for a guess; below it the signal is reconstructed better than the background. */
  readonly auroc: number;
  /** Of one standard deviation, by bootstrap. */
  readonly auroc_interval: Interval;
  /** By signal efficiency; null where no background passes. */
  readonly background_rejection: Readonly<Record<string, number | null>>;
  readonly max_significance_improvement: SignificanceImprovement;
}

const SIGNAL_EFFICIENCIES = [0.1, 0.3, 0.5, 0.7];

/**
 * @param errors one an event, larger for what comes back worse
 * @param labels of the same events
 * @returns null where there are not two kinds of events to tell apart
 */
export function anomalyScores(
  errors: ArrayLike<number>,
  labels: ArrayLike<number>,
  background: readonly number[] | null,
): AnomalyScores | null {
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const signals = classes.filter((label) => !background?.includes(label));
  const scoresOf = (isTaken: (label: number) => boolean) =>
    Float64Array.from(Array.from(errors).filter((_, event) => isTaken(labels[event]!)));
  const against = (isSignal: (label: number) => boolean) =>
    discriminate(
      scoresOf(isSignal),
      scoresOf((label) => (background ? background.includes(label) : !isSignal(label))),
    );
  const named: [string, Discrimination | null][] = signals.map((one) => [`${one}`, against((label) => label === one)]);
  if (background && signals.length > 1) named.unshift(["all", against((label) => !background.includes(label))]);
  const found = named.filter((entry): entry is [string, Discrimination] => entry[1] !== null);
  return found.length > 0 ? { background, signals: Object.fromEntries(found) } : null;
}

/** @returns null where one of the two kinds has no event */
export function discriminate(signal: ArrayLike<number>, background: ArrayLike<number>): Discrimination | null {
  if (signal.length === 0 || background.length === 0) return null;
  const rejections = SIGNAL_EFFICIENCIES.map((share) => [`${share}`, backgroundRejection(signal, background, share)]);
  return {
    signal_events: signal.length,
    background_events: background.length,
    auroc: auroc(signal, background),
    auroc_interval: aurocInterval(signal, background, { seed: 0 }),
    background_rejection: Object.fromEntries(rejections) as Record<string, number | null>,
    max_significance_improvement: significanceImprovement(signal, background),
  };
}
