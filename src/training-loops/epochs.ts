/** @file What all loops share: epochs of steps, a validation after each, and a test of the best weights at the end. */
import { toHostBatch } from "#architectures";
import type { EventBatch } from "#data";
import type { Evaluation, ModelState, Reports } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import { SplitMeter } from "./split-meter.ts";
import type { Latency, ReconstructionSample, SplitResult, TestedSample, TrainingEvent } from "./training-event.ts";
import type { LoopPosition } from "./training-loop.ts";

/** What a loop brings of its own. */
export interface Course {
  /** The numbers that a checkpoint holds; the best of them are put back before the test. */
  readonly state: ModelState;
  readonly epochs: number;
  readonly trainEvents: number;
  readonly stepsPerEpoch: number;
  /** `reference` tests the last weights and averages perplexity over batches, as the Python system does. */
  readonly compat: "none" | "reference";
  /** Learns from the batches of an epoch, in order. */
  readonly learn: (epoch: number) => AsyncIterable<BatchReports>;
  /** Looks at every batch of a split without learning; the `total` of `val` says which epoch is the best. */
  readonly evaluate: (split: "val" | "test", epoch: number) => AsyncIterable<BatchReports>;
  /** Null where a loop has nothing of the kind. */
  readonly reconstruction: (() => Promise<ReconstructionSample>) | null;
  readonly latency: (() => Promise<readonly Latency[]>) | null;
  /** The whole test split, for the evaluation. */
  readonly testReconstruction: (() => Promise<TestedSample>) | null;
  readonly flopsPerEvent: (() => number) | null;
}

export interface BatchReports {
  /** Number of events in the batch. */
  readonly size: number;
  /** With `total`, a single number. */
  readonly reports: Reports;
}

/**
 * Yields what happens; writing facts, drawing figures, saving checkpoints and printing progress are the listener's
 * business. Breaking out of the `for await` stops the training.
 *
 * @param from where a resumed training goes on; its numbers are in the state already
 * @throws FixableError `training/diverged` when a loss is not finite
 */
export async function* trainInEpochs(course: Course, from: LoopPosition | undefined): AsyncGenerator<TrainingEvent> {
  const { state, epochs, trainEvents, stepsPerEpoch, compat, reconstruction, latency } = course;
  const begin = performance.now() - 1000 * (from?.wallSeconds ?? 0);
  let best: LoopPosition["best"] = from?.best ?? null;
  yield { kind: "started", epochs, stepsPerEpoch, trainEvents, parameters: state.parameterCount };
  for (let epoch = from?.epoch ?? 0; epoch < epochs; epoch++) {
    const start = performance.now();
    const meter = new SplitMeter(compat);
    let step = 0;
    for await (const { size, reports } of course.learn(epoch)) {
      meter.add(size, reports);
      const loss = reports["total"]![0]!;
      if (!Number.isFinite(loss)) throw diverged("training", loss, `epoch ${epoch}, step ${step}`);
      yield { kind: "step", epoch, step: step++, loss };
    }
    const train = meter.result();
    const validation = await measure(course, "val", epoch);
    // the last step of an epoch is seen by nobody else, and its weights must not become the point to resume from
    if (!Number.isFinite(validation.losses.total))
      throw diverged("validation", validation.losses.total, `epoch ${epoch}`);
    const wallSeconds = (performance.now() - start) / 1000;
    yield { kind: "validated", epoch, validation, reconstruction };
    const { total } = validation.losses;
    const isBest = total < (best?.loss ?? Number.POSITIVE_INFINITY);
    if (isBest) best = { epoch, loss: total, weights: state.toTensors() };
    const throughput = trainEvents / wallSeconds;
    yield { kind: "epoch", epoch, train, validation, isBest, wallSeconds, throughput };
  }
  yield {
    kind: "trained",
    epochs,
    best: best && { epoch: best.epoch, loss: best.loss },
    wallSeconds: (performance.now() - begin) / 1000,
    reconstruction,
    latency,
  };
  if (best && compat === "none") state.load(best.weights);
  const start = performance.now();
  const test = await measure(course, "test", epochs);
  const wallSeconds = (performance.now() - start) / 1000;
  yield {
    kind: "tested",
    test,
    wallSeconds,
    reconstruction: course.testReconstruction,
    latency,
    flopsPerEvent: course.flopsPerEvent,
  };
}

async function measure({ evaluate, compat }: Course, split: "val" | "test", epoch: number): Promise<SplitResult> {
  const meter = new SplitMeter(compat);
  for await (const { size, reports } of evaluate(split, epoch)) meter.add(size, reports);
  return meter.result();
}

function diverged(split: string, loss: number, where: string): FixableError {
  return new FixableError({
    code: "training/diverged",
    problem: `the ${split} loss became ${loss}`,
    where,
    fix: "a lower phase1.trainer.lr, or phase1.trainer.grad_clip=1.0",
  });
}

/** Batches are numbered from 0, so that draws of an evaluation are the same in every epoch. */
export async function* evaluateSplit(
  evaluation: Evaluation,
  batches: Iterable<EventBatch>,
): AsyncGenerator<BatchReports> {
  let step = 0;
  for (const batch of batches) yield { size: batch.size, reports: await evaluation.run(toHostBatch(batch), step++) };
}
