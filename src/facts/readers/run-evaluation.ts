/** @file `evaluation.json` → the numbers of a run's test, by their path in the file. */
import type { AnomalyScores } from "#evaluation";

export interface RunEvaluation {
  /** Of the rule: numbers of two runs compare if theirs are equal. */
  readonly version: number | null;
  /** `particles.jet.pt.core`, `codebook.bits_per_event`, `latency_ms.batch_1.median` …; what was null is missing. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Null where the test events have no labels, or the rule was older. */
  readonly anomaly: AnomalyScores | null;
}

/** @param evaluation the parsed file */
export function runEvaluation(evaluation: Readonly<Record<string, unknown>>): RunEvaluation {
  const numbers: Record<string, number> = {};
  collect(evaluation, "", numbers);
  const { anomaly } = evaluation;
  const hasSignals = typeof anomaly === "object" && anomaly !== null && "signals" in anomaly;
  return {
    version: numbers["version"] ?? null,
    numbers,
    anomaly: hasSignals ? (anomaly as AnomalyScores) : null,
  };
}

function collect(value: object, prefix: string, numbers: Record<string, number>): void {
  for (const [key, one] of Object.entries(value)) {
    if (typeof one === "number") numbers[prefix + key] = one;
    else if (typeof one === "object" && one !== null && !Array.isArray(one)) collect(one, `${prefix}${key}.`, numbers);
  }
}
