/** @file `evaluation.json`: how well the test split came back, with what is needed to know whose numbers they are. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { EventSource } from "#data";
import { anomalyScores, distances, evaluate } from "#evaluation";
import type { SplitResult, TestedEvent } from "#training-loops";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { runPaths } from "#utils/paths.ts";
import type { TrainConfig } from "./train-config.ts";

export interface EvaluatedRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
  readonly data: EventSource;
  /** Of the model under test. */
  readonly parameters: number;
}

/**
 * Once, at the end of a run; nothing where the loop reconstructs nothing. Everything is the same each time but `latency_ms`,
 * which is last.
 */
export async function writeEvaluation(event: TestedEvent, run: EvaluatedRun): Promise<void> {
  const { test, reconstruction, generation, flopsPerEvent, latency } = event;
  if (!reconstruction) return;
  const { truth, reconstruction: reconstructed, errors } = await reconstruction();
  const { config, data, parameters } = run;
  const checkpoint = testedCheckpoint(config, run.runFolder);
  const labels = data.labels("test");
  const evaluation = {
    ...evaluate(truth, reconstructed),
    split: "test",
    losses: test.losses,
    metrics: test.metrics,
    codebook: codebookUse(test),
    anomaly: labels && anomalyScores(errors, labels, config.data.train_labels),
    generation: generation ? await distancesOf(generation) : null,
    parameters,
    flops_per_event: flopsPerEvent?.() ?? null,
    checkpoint_sha256: existsSync(checkpoint)
      ? createHash("sha256").update(readFileSync(checkpoint)).digest("hex")
      : null,
    data_sha256: data.provenance.sha256,
    latency_ms: Object.fromEntries(
      ((await latency?.()) ?? []).map(({ batchSize, medianMs, p95Ms }) => [
        `batch_${batchSize}`,
        { median: medianMs, p95: p95Ms },
      ]),
    ),
  };
  await writeFileAtomic(runPaths(run.runFolder).evaluation, `${JSON.stringify(evaluation, null, 2)}\n`);
}

/** The weights under test: the best ones, or the last under `compat=reference`. */
export function testedCheckpoint({ compat }: TrainConfig, runFolder: string): string {
  const { bestCheckpoint, lastCheckpoint } = runPaths(runFolder);
  return compat === "none" ? bestCheckpoint : lastCheckpoint;
}

/** Of events that the model made up, from the true ones. */
async function distancesOf(generation: NonNullable<TestedEvent["generation"]>) {
  const { truth, generated } = await generation();
  return distances(truth, generated);
}

/** Null without codes. */
function codebookUse({ codeCounts, metrics }: SplitResult) {
  if (!codeCounts) return null;
  const { perplex: perplexity, codes_used, utilisation, bits_per_token, bits_per_event } = metrics;
  return { size: codeCounts.length, codes_used, utilisation, perplexity, bits_per_token, bits_per_event };
}
