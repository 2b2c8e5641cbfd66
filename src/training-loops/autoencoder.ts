/** @file Trains an autoencoder by minimising its own total loss, one epoch after another. */
import { type Autoencoder, buildAutoencoder, toHostBatch } from "#architectures";
import type { EventSource } from "#data";
import { Adam, Evaluation, Learning, ModelState, type Optimizer, type Runtime, VariableScope } from "#engine";
import { evaluateSplit, trainInEpochs } from "./epochs.ts";
import { checkParts } from "./fitting-parts.ts";
import { Reconstructor } from "./reconstructor.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopPosition, LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";

export const autoencoderLoop: TrainingLoop = {
  /** @throws FixableError `training/idle-critic`, `training/idle-denoiser` where a part would not learn here */
  prepare({ config: { phase1, compat }, data, runtime }: LoopSetup): PreparedTraining {
    checkParts("ae", phase1);
    const { trainer } = phase1;
    const scope = VariableScope.root(trainer.seed);
    const model = buildAutoencoder(phase1, data.sizes, scope, { compat, transform: data.transform.describe() });
    const state = new ModelState(scope.variables);
    const optimizer = new Adam({ learningRate: trainer.lr, weightDecay: trainer.weight_decay });
    const { epochs, batch_size: batchSize, grad_clip: clipNorm, seed } = trainer;
    const run = { model, state, data, optimizer, epochs, batchSize, clipNorm, seed, runtime, compat };
    return { state, events: (from) => trainAutoencoder(run, from) };
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

/**
 * Breaking out of the `for await` stops the training and frees the compiled graphs.
 *
 * @throws FixableError `training/diverged` when a loss is not finite
 */
export async function* trainAutoencoder(run: AutoencoderRun, from?: LoopPosition): AsyncGenerator<TrainingEvent> {
  const { model, state, data, epochs, batchSize, compat } = run;
  const compile = { runtime: run.runtime, seed: run.seed };
  const objective = model.objective.bind(model);
  const learning = new Learning(objective, state, { ...compile, optimizer: run.optimizer, clipNorm: run.clipNorm });
  const evaluation = new Evaluation(objective, state, compile);
  const reconstructor = new Reconstructor(model, state, data, compile);
  try {
    yield* trainInEpochs(
      {
        ...{ state, epochs, compat },
        trainEvents: data.counts.train,
        stepsPerEpoch: Math.ceil(data.counts.train / batchSize),
        async *learn(epoch) {
          for (const batch of data.batches("train", epoch, batchSize))
            yield { size: batch.size, reports: await learning.run(toHostBatch(batch)) };
        },
        evaluate: (split, epoch) => evaluateSplit(evaluation, data.batches(split, epoch, batchSize)),
        reconstruction: () => reconstructor.sample(),
        testReconstruction: () => reconstructor.sample("test", data.counts.test),
        flopsPerEvent: () => reconstructor.flopsPerEvent(),
        latency: () => reconstructor.latency(),
      },
      from,
    );
  } finally {
    for (const compiled of [learning, evaluation, reconstructor]) await compiled[Symbol.asyncDispose]();
  }
}
