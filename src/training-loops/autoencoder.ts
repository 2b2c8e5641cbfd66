/** @file Trains an autoencoder by minimising its own total loss, one epoch after another. */
import { type Autoencoder, buildAutoencoder, toHostBatch } from "#architectures";
import type { EventBatch, EventSource, Split } from "#data";
import { Adam, Compiled, Evaluation, Learning, ModelState, type Optimizer, type Runtime, VariableScope } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import { measureLatency } from "./latency.ts";
import { SplitMeter } from "./split-meter.ts";
import type { ReconstructionSample, SplitResult, TrainingEvent } from "./training-event.ts";
import type { LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";

export const autoencoderLoop: TrainingLoop = {
  prepare({ config: { phase1, compat }, data, runtime }: LoopSetup): PreparedTraining {
    const { trainer } = phase1;
    const scope = VariableScope.root(trainer.seed);
    const model = buildAutoencoder(phase1, data.sizes, scope, { compat, transform: data.transform.describe() });
    const state = new ModelState(scope.variables);
    const optimizer = new Adam({ learningRate: trainer.lr, weightDecay: trainer.weight_decay });
    const { epochs, batch_size: batchSize, grad_clip: clipNorm, seed } = trainer;
    const run = { model, state, data, optimizer, epochs, batchSize, clipNorm, seed, runtime, compat };
    return { state, events: () => trainAutoencoder(run) };
  },
};

export interface AutoencoderRun {
  readonly model: Autoencoder;
  /** The numbers of the model; changed step by step, and safe to read whenever an event is yielded. */
  readonly state: ModelState;
  readonly data: EventSource;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  /** Gradients of a larger norm are scaled down to it; none where 0. */
  readonly clipNorm: number;
  readonly seed: number;
  readonly runtime: Runtime;
  /** `reference` tests the last weights and averages perplexity over batches, as the Python system does. */
  readonly compat: "none" | "reference";
}

/** Events of the validation split that figures of reconstruction show. */
const SAMPLE_EVENTS = 2000;

/**
 * Yields what happens; writing facts, drawing figures, saving checkpoints and printing progress are the listener's
 * business. Breaking out of the `for await` stops the training and frees the compiled graphs.
 *
 * @throws FixableError `training/diverged` when a loss is not finite
 */
export async function* trainAutoencoder(run: AutoencoderRun): AsyncGenerator<TrainingEvent> {
  const { model, state, data, epochs, batchSize } = run;
  const compile = { runtime: run.runtime, seed: run.seed };
  const objective = model.objective.bind(model);
  const learning = new Learning(objective, state, { ...compile, optimizer: run.optimizer, clipNorm: run.clipNorm });
  const evaluation = new Evaluation(objective, state, compile);
  const reconstructor = new Compiled((batch) => ({ outputs: model.reconstruct(batch) }), compile);
  const reconstruction = () => reconstruct(run, reconstructor);
  const begin = performance.now();
  let best: { readonly epoch: number; readonly loss: number; readonly weights: Map<string, NamedWeights> } | null =
    null;
  try {
    const stepsPerEpoch = Math.ceil(data.counts.train / batchSize);
    yield {
      kind: "started",
      epochs,
      stepsPerEpoch,
      trainEvents: data.counts.train,
      parameters: state.parameterCount,
    };
    for (let epoch = 0; epoch < epochs; epoch++) {
      const start = performance.now();
      const meter = new SplitMeter(run.compat);
      let step = 0;
      for (const batch of data.batches("train", epoch, batchSize)) {
        const reports = await learning.run(toHostBatch(batch));
        meter.add(batch.size, reports);
        const loss = reports["total"]![0]!;
        if (!Number.isFinite(loss)) throw diverged(loss, epoch, step);
        yield { kind: "step", epoch, step: step++, loss };
      }
      const train = meter.result();
      const validation = await evaluate(run, evaluation, "val", epoch);
      const wallSeconds = (performance.now() - start) / 1000;
      yield { kind: "validated", epoch, validation, reconstruction };
      const { total } = validation.losses;
      const isBest = total < (best?.loss ?? Number.POSITIVE_INFINITY);
      if (isBest) best = { epoch, loss: total, weights: state.toTensors() };
      const throughput = data.counts.train / wallSeconds;
      yield { kind: "epoch", epoch, train, validation, isBest, wallSeconds, throughput };
    }
    yield {
      kind: "trained",
      epochs,
      best: best && { epoch: best.epoch, loss: best.loss },
      wallSeconds: (performance.now() - begin) / 1000,
      reconstruction,
      latency: () => measureLatency(run, reconstructor),
    };
    if (best && run.compat === "none") state.load(best.weights);
    const start = performance.now();
    const test = await evaluate(run, evaluation, "test", epochs);
    yield { kind: "tested", test, wallSeconds: (performance.now() - start) / 1000 };
  } finally {
    for (const compiled of [learning, evaluation, reconstructor]) await compiled[Symbol.asyncDispose]();
  }
}

type NamedWeights = ReturnType<ModelState["toTensors"]> extends Map<string, infer Tensor> ? Tensor : never;

async function evaluate(
  run: AutoencoderRun,
  evaluation: Evaluation,
  split: Split,
  epoch: number,
): Promise<SplitResult> {
  const meter = new SplitMeter(run.compat);
  let step = 0;
  for (const batch of run.data.batches(split, epoch, run.batchSize)) {
    const reports = await evaluation.run(toHostBatch(batch), step++);
    meter.add(batch.size, reports);
  }
  return meter.result();
}

async function reconstruct(run: AutoencoderRun, reconstructor: Compiled): Promise<ReconstructionSample> {
  const { transform } = run.data;
  const truth = run.data.first("val", SAMPLE_EVENTS);
  const { tokens_hat: tokens, globals_hat: globals } = await reconstructor.run(
    toHostBatch(truth),
    Object.fromEntries(run.state.toTensors()),
    0,
  );
  const reconstructed: EventBatch = {
    ...truth,
    tokens: tokens!.data as Float32Array,
    // without a globals head there is nothing to show, and NaN is drawn as nothing
    globals: (globals?.data as Float32Array | undefined) ?? new Float32Array(truth.globals.length).fill(Number.NaN),
  };
  return { truth: transform.invert(truth), reconstruction: transform.invert(reconstructed) };
}

function diverged(loss: number, epoch: number, step: number): FixableError {
  return new FixableError({
    code: "training/diverged",
    problem: `the training loss became ${loss}`,
    where: `epoch ${epoch}, step ${step}`,
    fix: "a lower phase1.trainer.lr, or phase1.trainer.grad_clip=1.0",
  });
}
