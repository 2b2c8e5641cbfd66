/**
 * @file Trains an encoder together with a denoiser that its latents guide (`loop=diffusion_ae`): a learning step asks about
 * the noise on true events, a reconstruction starts from noise alone.
 */
import {
  type Autoencoder,
  buildAutoencoder,
  costsOf,
  DiffusionDecoder,
  denoisingObjective,
  toHostBatch,
} from "#architectures";
import type { EventBatch } from "#data";
import { Evaluation, ModelState, type TracedBatch, VariableScope } from "#engine";
import { DenoisingSampler } from "./denoising-sampler.ts";
import { evaluateSplit, learnFrom, trainInEpochs } from "./epochs.ts";
import { checkParts } from "./fitting-parts.ts";
import { ChosenBatches } from "./optimization/chosen-batches.ts";
import { Optimization } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import { Reconstructor } from "./reconstructor.ts";
import { startCodebooks } from "./start-codebooks.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";
import { validationNames } from "./validation-names.ts";

/** The denoiser's error is noisy, and samples are made of many of its answers: Ho et al. 2020, arXiv:2006.11239, appendix B. */
const USUAL_EMA_DECAY = 0.999;

export const diffusionAutoencoderLoop: TrainingLoop = {
  needsEvents: true,
  /** @throws FixableError `training/needs-denoiser`, `training/idle-critic` */
  prepare(setup: LoopSetup): PreparedTraining {
    const { phase1, compat } = setup.config;
    checkParts("diffusion_ae", phase1);
    const scope = VariableScope.root(phase1.trainer.seed);
    const transform = setup.data.transform.describe();
    const model = buildAutoencoder(phase1, setup.data.sizes, scope, { compat, transform });
    const state = new ModelState(scope.variables);
    const batches = new ChosenBatches(setup.data, phase1.trainer);
    const optimization = new Optimization(phase1, state, batches.count, { emaDecay: USUAL_EMA_DECAY });
    return {
      state,
      describe: () => costsOf(model.stages(setup.data.sizes, phase1), state.variables),
      validationNames: () => validationNames(objectiveOf(model), toHostBatch(batches.first("val")), compat),
      events: (from) => trainDiffusionAutoencoder(setup, { model, state, batches, optimization }, from),
    };
  },
};

interface DiffusionRun {
  readonly model: Autoencoder;
  readonly state: ModelState;
  readonly batches: ChosenBatches<EventBatch>;
  readonly optimization: Optimization;
}

/**
 * Learning and validation minimise the denoiser's error. The test reconstructs for real as well: its `rec_tokens` and
 * `rec_globals` are those of events that started from noise, comparable with other loops and no part of `total`.
 */
async function* trainDiffusionAutoencoder(
  { config, data, runtime }: LoopSetup,
  { model, state, batches, optimization }: DiffusionRun,
  from: LoopPosition | undefined,
): AsyncGenerator<TrainingEvent> {
  const { epochs, seed } = config.phase1.trainer;
  const objective = objectiveOf(model);
  const inFull = (batch: TracedBatch) => {
    const { total, reports } = objective(batch, false);
    return { total, reports: { ...reports, ...model.objective(batch, false).reports }, updates: [] };
  };
  const compile = { runtime, seed };
  if (!from) await startCodebooks({ parts: model.parts, state, batches, compile });
  const learning = optimization.learning(objective, runtime);
  const evaluation = new Evaluation(objective, state, compile);
  const fullEvaluation = new Evaluation(inFull, state, compile);
  const sampler = new DenoisingSampler(partsOf(model), state, data, compile);
  const reconstructor = new Reconstructor(model, state, data, compile);
  try {
    yield* trainInEpochs(
      {
        ...{ state, optimization, epochs, compat: config.compat },
        ...{ trainEvents: batches.events, testEvents: batches.testEvents, stepsPerEpoch: batches.count },
        learn: (epoch, from) => learnFrom(learning, batches.of("train", epoch, from), { epoch, from }),
        evaluate: (split, epoch) =>
          evaluateSplit(split === "test" ? fullEvaluation : evaluation, batches.of(split, epoch), state.judged),
        reconstruction: () => reconstructor.sample(),
        latency: () => reconstructor.latency(batches.isLimited),
        testReconstruction: () => reconstructor.sample("test", batches.testEvents),
        denoising: () => sampler.onTheWay(),
        async generation() {
          const truth = data.transform.invert(data.first("test", batches.testEvents));
          return { truth, generated: await sampler.generated(batches.testEvents) };
        },
        flopsPerEvent: () => reconstructor.flopsPerEvent(),
      },
      from,
    );
  } finally {
    for (const compiled of [learning, evaluation, fullEvaluation, sampler, reconstructor])
      await compiled[Symbol.asyncDispose]();
  }
}

const objectiveOf = (model: Autoencoder) => (batch: TracedBatch, learning: boolean) =>
  denoisingObjective(partsOf(model), batch, learning);

function partsOf({ parts }: Autoencoder) {
  const { decoder } = parts;
  if (!(decoder instanceof DiffusionDecoder)) throw new Error("checked when the loop was prepared");
  return { ...parts, decoder };
}
