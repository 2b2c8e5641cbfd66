/** @file `evaluation.json`: how well the test split came back, with what is needed to know whose numbers they are. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { CollisionColumns, EventSource } from "#data";
import { anomalyScores, binned, distances, evaluate, evenBits } from "#evaluation";
import { testedCheckpoint } from "#stored-runs";
import type { SplitResult, TestedEvent } from "#training-loops";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { runPaths } from "#utils/paths.ts";
import type { TrainConfig } from "../train-config.ts";

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
    binning: binningOf(test, truth, data),
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

/** Training events that the ranges of bins are learned from, at most. */
const BINNING_EVENTS = 20_000;

/** What even bins make of each number of a particle with the whole bits of a token's codes: core widths. Null without codes. */
function binningOf(
  { codeCounts, metrics }: SplitResult,
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
