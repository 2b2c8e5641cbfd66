/** @file Trains an autoencoder by minimising its own total loss, one epoch after another. */
import { type Autoencoder, buildAutoencoder, costsOf, toHostBatch } from "#architectures";
import type { EventBatch, EventSource } from "#data";
import { Evaluation, ModelState, type Runtime, VariableScope } from "#engine";
import { evaluateSplit, learnFrom, trainInEpochs } from "./epochs.ts";
import { checkParts } from "./fitting-parts.ts";
import { ChosenBatches } from "./optimization/chosen-batches.ts";
import { Optimization } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import { Reconstructor } from "./reconstructor.ts";
import { startCodebooks } from "./start-codebooks.ts";
import type { TrainerConfig } from "./trainer-config.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";
import { validationNames } from "./validation-names.ts";

export const autoencoderLoop: TrainingLoop = {
  needsEvents: true,
  /** @throws FixableError `training/idle-critic`, `training/idle-denoiser` where a part would not learn here */
  prepare({ config: { phase1, compat }, data, runtime }: LoopSetup): PreparedTraining {
    checkParts("ae", phase1);
    const { trainer } = phase1;
    const scope = VariableScope.root(trainer.seed);
    const model = buildAutoencoder(phase1, data.sizes, scope, { compat, transform: data.transform.describe() });
    const state = new ModelState(scope.variables);
    const batches = new ChosenBatches(data, trainer);
    const optimization = new Optimization(phase1, state, batches.count);
    const run = { model, state, data, batches, optimization, trainer, runtime, compat };
    return {
      state,
      describe: () => costsOf(model.stages(data.sizes, phase1), state.variables),
      validationNames: () => validationNames(model.objective.bind(model), toHostBatch(batches.first("val")), compat),
      events: (from) => trainAutoencoder(run, from),
    };
  },
};

interface AutoencoderRun {
  readonly model: Autoencoder;
  /** The numbers of the model; changed step by step, and safe to read whenever an event is yielded. */
  readonly state: ModelState;
  readonly data: EventSource;
  readonly batches: ChosenBatches<EventBatch>;
  readonly optimization: Optimization;
  readonly trainer: TrainerConfig;
  readonly runtime: Runtime;
  /** `reference` tests the last weights and averages perplexity over batches, as the Python system does. */
  readonly compat: "none" | "reference";
}

/**
 * Breaking out of the `for await` stops the training and frees the compiled graphs.
 *
 * @throws FixableError `training/diverged` when a loss is not finite
 */
async function* trainAutoencoder(run: AutoencoderRun, from?: LoopPosition): AsyncGenerator<TrainingEvent> {
  const { model, state, data, batches, optimization, runtime, compat } = run;
  const { epochs, seed } = run.trainer;
  const compile = { runtime, seed };
  const objective = model.objective.bind(model);
  if (!from) await startCodebooks({ parts: model.parts, state, batches, compile });
  const learning = optimization.learning(objective, runtime);
  const evaluation = new Evaluation(objective, state, compile);
  const reconstructor = new Reconstructor(model, state, data, compile);
  try {
    yield* trainInEpochs(
      {
        ...{ state, optimization, epochs, compat },
        ...{ trainEvents: batches.events, testEvents: batches.testEvents, stepsPerEpoch: batches.count },
        learn: (epoch, from) => learnFrom(learning, batches.of("train", epoch, from), { epoch, from }),
        evaluate: (split, epoch) => evaluateSplit(evaluation, batches.of(split, epoch), state.judged),
        reconstruction: () => reconstructor.sample(),
        testReconstruction: () => reconstructor.sample("test", batches.testEvents),
        flopsPerEvent: () => reconstructor.flopsPerEvent(),
        latency: () => reconstructor.latency(batches.isLimited),
      },
      from,
    );
  } finally {
    for (const compiled of [learning, evaluation, reconstructor]) await compiled[Symbol.asyncDispose]();
  }
}
