/** @file What all loops share: epochs of steps, a validation after each, and a test of the best weights at the end. */
import type { ModelState, Reports } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import { SplitMeter } from "./split-meter.ts";
import type { Latency, ReconstructionSample, SplitResult, TrainingEvent } from "./training-event.ts";

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
 * @throws FixableError `training/diverged` when a loss is not finite
 */
export async function* trainInEpochs(course: Course): AsyncGenerator<TrainingEvent> {
  const { state, epochs, trainEvents, stepsPerEpoch, compat, reconstruction, latency } = course;
  const begin = performance.now();
  let best: { readonly epoch: number; readonly loss: number; readonly weights: Weights } | null = null;
  yield { kind: "started", epochs, stepsPerEpoch, trainEvents, parameters: state.parameterCount };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const start = performance.now();
    const meter = new SplitMeter(compat);
    let step = 0;
    for await (const { size, reports } of course.learn(epoch)) {
      meter.add(size, reports);
      const loss = reports["total"]![0]!;
      if (!Number.isFinite(loss)) throw diverged(loss, epoch, step);
      yield { kind: "step", epoch, step: step++, loss };
    }
    const train = meter.result();
    const validation = await measure(course, "val", epoch);
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
  yield { kind: "tested", test, wallSeconds: (performance.now() - start) / 1000 };
}

type Weights = ReturnType<ModelState["toTensors"]>;

async function measure({ evaluate, compat }: Course, split: "val" | "test", epoch: number): Promise<SplitResult> {
  const meter = new SplitMeter(compat);
  for await (const { size, reports } of evaluate(split, epoch)) meter.add(size, reports);
  return meter.result();
}

function diverged(loss: number, epoch: number, step: number): FixableError {
  return new FixableError({
    code: "training/diverged",
    problem: `the training loss became ${loss}`,
    where: `epoch ${epoch}, step ${step}`,
    fix: "a lower phase1.trainer.lr, or phase1.trainer.grad_clip=1.0",
  });
}
