/** @file Everything that the numbers of `evaluation.json` are made of, from what a loop found in the test split. */
import type { CollisionColumns, EventSource } from "#data";
import { type AnomalyScores, anomalyScores, countNaN } from "./anomaly.ts";
import { binned, evenBits } from "./binning.ts";
import { distances, type Evaluation, evaluate } from "./evaluation.ts";

/** One pass over the test split, as means over its events. */
export interface SplitNumbers {
  readonly losses: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** How often each code was chosen, one codebook after another; null for a bottleneck without codes. */
  readonly codeCounts: Float64Array | null;
}

export interface TestedModel {
  readonly numbers: SplitNumbers;
  readonly truth: CollisionColumns;
  readonly reconstruction: CollisionColumns;
  /** `[event]`, mean squared error (`eventErrors`). */
  readonly errors: Float32Array;
  /** True events and others that the model made up; null for one that cannot. */
  readonly generation: { readonly truth: CollisionColumns; readonly generated: CollisionColumns } | null;
}

export interface RunEvaluation extends Evaluation {
  readonly split: "test";
  /** Events that come back as no numbers: resolutions leave them out, as anomalies they count as the largest. */
  readonly events_not_a_number: number;
  readonly losses: SplitNumbers["losses"];
  readonly metrics: SplitNumbers["metrics"];
  readonly codebook: ReturnType<typeof codebookUse>;
  readonly binning: ReturnType<typeof binningOf>;
  /** Null where events have no labels, or all the same. */
  readonly anomaly: AnomalyScores | null;
  /** Of the events that the model made up, from the true ones. */
  readonly generation: ReturnType<typeof distances> | null;
}

/** @param background labels of what was learned from; null for all */
export function evaluateRun(
  { numbers, truth, reconstruction, errors, generation }: TestedModel,
  data: EventSource,
  background: readonly number[] | null,
): RunEvaluation {
  const labels = data.labels("test");
  return {
    ...evaluate(truth, reconstruction),
    split: "test",
    events_not_a_number: countNaN(errors),
    losses: numbers.losses,
    metrics: numbers.metrics,
    codebook: codebookUse(numbers),
    binning: binningOf(numbers, truth, data),
    anomaly: labels && anomalyScores({ errors, labels }, background, data.classNames),
    generation: generation && distances(generation.truth, generation.generated),
  };
}

/** Null without codes. */
function codebookUse({ codeCounts, metrics }: SplitNumbers) {
  if (!codeCounts) return null;
  const { perplex: perplexity, codes_used, utilisation, bits_per_token, bits_per_event } = metrics;
  return { size: codeCounts.length, codes_used, utilisation, perplexity, bits_per_token, bits_per_event };
}

/** Training events that the ranges of bins are learned from, at most. */
const BINNING_EVENTS = 20_000;

/** What even bins make of each number of a particle with the whole bits of a token's codes: core widths. Null without codes. */
function binningOf(
  { codeCounts, metrics }: SplitNumbers,
  { particles: truth, globals }: CollisionColumns,
  data: EventSource,
) {
  if (!codeCounts) return null;
  const stages = Math.max(1, Object.keys(metrics).filter((name) => name.startsWith("perplex_stage_")).length);
  const bits = Math.floor(stages * Math.log2(codeCounts.length / stages));
  const learnFrom = data.transform.invert(data.first("train", BINNING_EVENTS)).particles;
  const particles = binned(truth, learnFrom, evenBits(bits));
  const { e, pt, eta, phi } = evaluate({ particles: truth, globals }, { particles, globals }).particles["all"]!;
  return { bits, e: e?.core, pt: pt?.core, eta: eta?.core, phi: phi?.core };
}
