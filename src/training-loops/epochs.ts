/** @file What all loops share: epochs of steps, a validation after each, and a test of the best weights at the end. */
import { toHostBatch } from "#architectures";
import type { EventBatch } from "#data";
import { type Evaluation, type ModelState, sizeOf, type WhichWeights } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import { EpochInProgress } from "./epoch-in-progress.ts";
import type { GuardedLearning, Optimization } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import { type BatchReports, SplitMeter } from "./split-meter.ts";
import type { SplitResult } from "./split-result.ts";
import type {
  DenoisingSample,
  GeneratedSample,
  Latency,
  LookedEvent,
  ReconstructionSample,
  StartedEvent,
  TestedSample,
  TrainingEvent,
} from "./training-event.ts";

/** What a loop brings of its own. */
export interface Course {
  /** The numbers that a checkpoint holds; the best of them are put back before the test. */
  readonly state: ModelState;
  readonly optimization: Optimization;
  readonly epochs: number;
  readonly trainEvents: number;
  /** Of the test split that are looked at. */
  readonly testEvents: number;
  readonly stepsPerEpoch: number;
  /** `reference` tests the last weights, averages perplexity over batches and has validation in its throughput, as the Python system does. */
  readonly compat: "none" | "reference";
  /** Learns from the batches of an epoch, in order, beginning with one; null for each of which there is nothing to tell. */
  readonly learn: (epoch: number, from: number) => AsyncIterable<BatchReports | null>;
  /** Looks at every batch of a split without learning; the `total` of `val` says which epoch is the best. */
  readonly evaluate: (split: "val" | "test", epoch: number) => AsyncIterable<BatchReports>;
  /** Null where a loop has nothing of the kind. */
  readonly reconstruction: (() => Promise<ReconstructionSample>) | null;
  readonly latency: (() => Promise<readonly Latency[]>) | null;
  /** The whole test split, for the evaluation. */
  readonly testReconstruction: (() => Promise<TestedSample>) | null;
  readonly flopsPerEvent: (() => number) | null;
  /** Of a loop with a denoiser. */
  readonly denoising?: () => Promise<DenoisingSample>;
  readonly generation?: () => Promise<GeneratedSample>;
}

/**
 * Yields what happens; writing facts, drawing figures, saving checkpoints and printing progress are the listener's
 * business. Breaking out of the `for await` stops the training.
 *
 * @param from where a resumed training goes on; its numbers are in the state already
 * @throws FixableError `training/diverged` when a loss is not finite
 */
export async function* trainInEpochs(course: Course, from: LoopPosition | undefined): AsyncGenerator<TrainingEvent> {
  const { state, optimization, epochs, trainEvents, stepsPerEpoch, compat, reconstruction, latency } = course;
  const begin = performance.now() - 1000 * (from?.wallSeconds ?? 0);
  const { earlyStopping } = optimization;
  if (from?.memory) optimization.remember(from.memory);
  let best: LoopPosition["best"] = from?.best ?? null;
  yield { kind: "started", epochs, stepsPerEpoch, trainEvents, ...parametersOf(state) };
  let epoch = from?.epoch ?? 0;
  for (; epoch < epochs && !earlyStopping.isOver; epoch++) {
    const progress = new EpochInProgress(compat, epoch === from?.epoch ? from.part : undefined);
    const position = () => ({ epoch, part: progress.part, memory: optimization.memory });
    for await (const batch of course.learn(epoch, progress.batches)) {
      const step = progress.add(batch);
      if (step !== null) yield { kind: "step", epoch, step, loss: batch!.reports["total"]![0]!, position };
    }
    const { result, seconds: trainSeconds } = progress.trained();
    const train = withRate(result, optimization);
    const validation = yield* measure(course, "val", epoch, position);
    // the last step of an epoch is seen by nobody else, and its weights must not become the point to resume from
    if (!Number.isFinite(validation.losses.total))
      throw diverged("validation", validation.losses.total, `epoch ${epoch}`);
    const wallSeconds = progress.seconds;
    yield { kind: "validated", epoch, validation, reconstruction };
    const { total } = validation.losses;
    const isBest = total < (best?.loss ?? Number.POSITIVE_INFINITY);
    if (isBest) best = { epoch, loss: total, weights: state.toTensors(state.judged) };
    const throughput = trainEvents / (compat === "reference" ? wallSeconds : trainSeconds);
    optimization.observe(validation);
    const note = earlyStopping.decision;
    yield {
      ...{ kind: "epoch", epoch, train, validation, isBest, wallSeconds, throughput },
      ...{ memory: optimization.memory, ...(note !== null && { note }) },
    };
  }
  yield {
    kind: "trained",
    epochs: epoch,
    stoppedEarly: earlyStopping.isOver && epoch < epochs,
    best: best && { epoch: best.epoch, loss: best.loss },
    wallSeconds: (performance.now() - begin) / 1000,
    reconstruction,
    latency,
    ...(course.denoising && { denoising: course.denoising }),
  };
  // what is tested is what a checkpoint holds, number by number: best_val.pt, or last.pt, which has no average
  if (compat === "reference") state.load(state.toTensors());
  else if (best) state.load(best.weights);
  const start = performance.now();
  const test = yield* measure(course, "test", epochs);
  const wallSeconds = (performance.now() - start) / 1000;
  yield {
    kind: "tested",
    test,
    events: course.testEvents,
    weights: compat === "reference" ? "latest" : state.judged,
    wallSeconds,
    reconstruction: course.testReconstruction,
    latency,
    flopsPerEvent: course.flopsPerEvent,
    ...(course.generation && { generation: course.generation }),
  };
}

function parametersOf(state: ModelState): Pick<StartedEvent, "parameters" | "parametersByPart"> {
  const parametersByPart: Record<string, number> = {};
  for (const { name, shape } of state.parameters) {
    const part = name.split(".")[0]!;
    parametersByPart[part] = (parametersByPart[part] ?? 0) + sizeOf(shape);
  }
  return { parameters: state.parameterCount, parametersByPart };
}

/** The rate of the last step, and how many steps were left out so far. */
function withRate(result: SplitResult, { learningRate, memory: { skipped } }: Optimization): SplitResult {
  return {
    ...result,
    metrics: { ...result.metrics, lr: learningRate, ...(skipped > 0 && { skipped_steps: skipped }) },
  };
}

async function* measure(
  { evaluate, compat }: Course,
  split: "val" | "test",
  epoch: number,
  position?: LookedEvent["position"],
): AsyncGenerator<LookedEvent, SplitResult> {
  const meter = new SplitMeter(compat);
  for await (const { size, reports } of evaluate(split, epoch)) {
    meter.add(size, reports);
    yield { kind: "looked", ...(position && { position }) };
  }
  return meter.result();
}

function diverged(split: string, loss: number, where: string): FixableError {
  return new FixableError({
    code: "training/diverged",
    problem: `the ${split} loss became ${loss}; a lower phase1.trainer.lr often helps`,
    where,
    fix: "phase1.trainer.grad_clip=1.0",
  });
}

/** One step a batch. @param from the number of the first one in its epoch */
export async function* learnFrom(
  learning: GuardedLearning,
  batches: Iterable<EventBatch>,
  { epoch, from }: { readonly epoch: number; readonly from: number },
): AsyncGenerator<BatchReports | null> {
  let at = from;
  for (const batch of batches) {
    const reports = await learning.run(toHostBatch(batch), placeOf(epoch, at++));
    yield reports && { size: batch.size, reports };
  }
}

/** Of a batch, for messages. */
export const placeOf = (epoch: number, batch: number) => `epoch ${epoch}, batch ${batch} (counted from 0)`;

/** Batches are numbered from 0, so that draws of an evaluation are the same in every epoch. */
export async function* evaluateSplit(
  evaluation: Evaluation,
  batches: Iterable<EventBatch>,
  weights: WhichWeights,
): AsyncGenerator<BatchReports> {
  let step = 0;
  for (const batch of batches)
    yield { size: batch.size, reports: await evaluation.run(toHostBatch(batch), step++, weights) };
}
