/** @file `evaluation.json`: how well the test split came back, with what is needed to know whose numbers they are. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { EventSource } from "#data";
import { evaluateRun } from "#evaluation";
import { testedCheckpoint } from "#stored-runs";
import type { TestedEvent } from "#training-loops";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { runPaths } from "#utils/paths.ts";
import { sha256OfFile } from "#utils/sha256.ts";
import type { TrainConfig } from "../train-config.ts";

export interface EvaluatedRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
  readonly data: EventSource;
  /** Of the model under test. */
  readonly parameters: number;
  /** Takes a line for people. */
  readonly say: (line: string) => void;
}

/**
 * Once, at the end of a run; nothing where the loop reconstructs nothing. Everything is the same each time but `latency_ms`,
 * which is last.
 */
export async function writeEvaluation(event: TestedEvent, run: EvaluatedRun): Promise<void> {
  const { test, flopsPerEvent } = event;
  const { config, data, parameters, runFolder, say } = run;
  if (!event.reconstruction) return;
  const start = performance.now();
  say(`evaluation: reconstructs ${event.events.toLocaleString("en")} test events`);
  const sample = await event.reconstruction();
  if (event.generation) say("evaluation: makes up as many events");
  const generation = (await event.generation?.()) ?? null;
  const evaluation = evaluateRun({ numbers: test, ...sample, generation }, data, config.data.train_labels);
  if (evaluation.events_not_a_number > 0)
    say(
      `note: ${evaluation.events_not_a_number} test events came back as no numbers; they count as the most anomalous`,
    );
  if (event.latency) say("evaluation: takes the time of batches of 1, 64 and 512");
  const latency = (await event.latency?.()) ?? [];
  const checkpoint = testedCheckpoint(config, runFolder);
  const whole = {
    ...evaluation,
    parameters,
    flops_per_event: flopsPerEvent?.() ?? null,
    checkpoint: basename(checkpoint),
    weights: event.weights,
    checkpoint_sha256: existsSync(checkpoint) ? await sha256OfFile(checkpoint) : null,
    data_sha256: data.provenance.sha256,
    latency_ms: Object.fromEntries(
      latency.map(({ batchSize, medianMs, p95Ms }) => [`batch_${batchSize}`, { median: medianMs, p95: p95Ms }]),
    ),
  };
  await writeFileAtomic(runPaths(runFolder).evaluation, `${JSON.stringify(whole, null, 2)}\n`);
  say(`evaluation: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
