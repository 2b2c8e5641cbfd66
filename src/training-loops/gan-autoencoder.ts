/**
 * @file Trains an autoencoder against a critic that learns to tell its reconstructions from true events (`loop=gan_ae`).
 * Two players on one state, each with a compiled step, an optimizer and a rate of its own.
 */
import {
  AdversarialLoss,
  type Autoencoder,
  buildAutoencoder,
  CRITIC_SCOPE,
  costsOf,
  eventTensors,
  oneEvent,
  toHostBatch,
} from "#architectures";
import type { EventBatch, Split } from "#data";
import {
  Adam,
  Evaluation,
  ModelState,
  type Objective,
  type Reports,
  type TracedBatch,
  type Variable,
  VariableScope,
} from "#engine";
import { evaluateSplit, placeOf, trainInEpochs } from "./epochs.ts";
import { checkParts } from "./fitting-parts.ts";
import { ChosenBatches } from "./optimization/chosen-batches.ts";
import { type GuardedLearning, Optimization } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import { Reconstructor } from "./reconstructor.ts";
import type { BatchReports } from "./split-meter.ts";
import { startCodebooks } from "./start-codebooks.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";
import { pairsOf, twoSampleAuroc } from "./two-sample-test.ts";
import { validationNames } from "./validation-names.ts";

/** Of the critic's Adam: little momentum, since what it sees changes under it. Gulrajani et al. 2017, arXiv:1704.00028. */
const CRITIC_BETAS = [0, 0.9] as const;

export const ganAutoencoderLoop: TrainingLoop = {
  needsEvents: true,
  /** @throws FixableError `training/needs-critic`, `training/idle-denoiser` */
  prepare(setup: LoopSetup): PreparedTraining {
    const { config, data } = setup;
    const { phase1, compat } = config;
    checkParts("gan_ae", phase1);
    const scope = VariableScope.root(phase1.trainer.seed);
    const model = buildAutoencoder(phase1, data.sizes, scope, { compat, transform: data.transform.describe() });
    const { loss } = model.parts;
    if (!(loss instanceof AdversarialLoss)) throw new Error("an adversarial loss without its class");
    const state = new ModelState(scope.variables);
    const batches = new ChosenBatches(data, phase1.trainer);
    const optimization = new Optimization(phase1, state, Math.ceil(batches.count / loss.config.critic_steps));
    const stages = () => [...model.stages(data.sizes, phase1), loss.stage(eventTensors(oneEvent(data.sizes)))];
    return {
      state,
      describe: () => costsOf(stages(), state.variables),
      validationNames: () =>
        validationNames(objectivesOf(model, loss).judge, toHostBatch(batches.first("val")), compat),
      events: (from) => trainGanAutoencoder(setup, { model, loss, state, batches, optimization }, from),
    };
  },
};

interface Players {
  readonly model: Autoencoder;
  readonly loss: AdversarialLoss;
  readonly state: ModelState;
  readonly batches: ChosenBatches<EventBatch>;
  readonly optimization: Optimization;
}

/**
 * The `total` of a learning step is the model's; that of an evaluation leaves the critic's opinion out, since it would say
 * as much about the critic as about the model. `critic` is what the critic makes smaller. The test asks somebody new as
 * well: `two_sample_auroc`, 0.5 where reconstructions cannot be told from true events.
 */
async function* trainGanAutoencoder(
  setup: LoopSetup,
  { model, loss, state, batches, optimization }: Players,
  from: LoopPosition | undefined,
): AsyncGenerator<TrainingEvent> {
  const { config, data, runtime } = setup;
  const { epochs, seed } = config.phase1.trainer;
  const { critic_lr: learningRate, critic_steps: criticSteps } = loss.config;
  const compile = { runtime, seed };
  if (!from) await startCodebooks({ parts: model.parts, state, batches, compile });
  const { ofModel, ofCritic, judge } = objectivesOf(model, loss);
  const learning = optimization.learning(ofModel, runtime, { name: "", isIdle: isOfCritic });
  const criticLearning = optimization.learning(ofCritic, runtime, {
    name: "critic",
    isIdle: (one) => !isOfCritic(one),
    // it takes more steps than the model, and its rate follows the model's
    optimizer: (schedule) =>
      new Adam({ learningRate, betas: CRITIC_BETAS, schedule: (step) => schedule(Math.floor(step / criticSteps)) }),
  });
  const evaluation = new Evaluation(judge, state, compile);
  const reconstructor = new Reconstructor(model, state, data, compile);
  const auroc = async () => {
    const pairs = (split: Split) => pairsOf(reconstructor, batches.of(split, 0));
    const [learnFrom, judge] = [await pairs("val"), await pairs("test")];
    return twoSampleAuroc({ config: loss.config, data, learnFrom, judge, runtime, seed });
  };
  try {
    yield* trainInEpochs(
      {
        ...{ state, optimization, epochs, compat: config.compat },
        ...{
          trainEvents: batches.events,
          testEvents: batches.testEvents,
          stepsPerEpoch: Math.ceil(batches.count / criticSteps),
        },
        learn: (epoch, from) => takeTurns({ learning, criticLearning, criticSteps }, batches, { epoch, from }),
        async *evaluate(split, epoch) {
          const extra = split === "test" ? { two_sample_auroc: Float32Array.of(await auroc()) } : {};
          for await (const { size, reports } of evaluateSplit(evaluation, batches.of(split, epoch), state.judged))
            yield { size, reports: { ...reports, ...extra } };
        },
        reconstruction: () => reconstructor.sample(),
        latency: () => reconstructor.latency(batches.isLimited),
        testReconstruction: () => reconstructor.sample("test", batches.testEvents),
        flopsPerEvent: () => reconstructor.flopsPerEvent(),
      },
      from,
    );
  } finally {
    for (const compiled of [learning, criticLearning, evaluation, reconstructor]) await compiled[Symbol.asyncDispose]();
  }
}

/** What each player learns, and what is measured of both. */
function objectivesOf(model: Autoencoder, loss: AdversarialLoss) {
  const ofModel = (batch: TracedBatch, learning: boolean) => model.objective(batch, learning);
  const ofCritic = (batch: TracedBatch, learning: boolean) =>
    loss.criticObjective(eventTensors(batch), model.pass(batch, false).reconstruction, learning);
  const judge = (batch: TracedBatch) => bothWithoutOpinion(ofModel(batch, false), ofCritic(batch, false), loss);
  return { ofModel, ofCritic, judge };
}

interface Turns {
  readonly learning: GuardedLearning;
  readonly criticLearning: GuardedLearning;
  readonly criticSteps: number;
}

/** The critic learns from every batch, the model from each n-th and the last; what both report comes out together. */
async function* takeTurns(
  { learning, criticLearning, criticSteps }: Turns,
  batches: ChosenBatches<EventBatch>,
  { epoch, from }: { readonly epoch: number; readonly from: number },
): AsyncGenerator<BatchReports | null> {
  let seen = from;
  for (const events of batches.of("train", epoch, from)) {
    const batch = toHostBatch(events);
    const place = placeOf(epoch, seen++);
    const ofCritic = await criticLearning.run(batch, place);
    if (seen % criticSteps !== 0 && seen !== batches.count) {
      yield null;
      continue;
    }
    const ofModel = ofCritic && (await learning.run(batch, place));
    yield ofModel && { size: events.size, reports: { ...criticReports(ofCritic), ...ofModel } };
  }
}

function criticReports({ total: _, gradient_norm, ...rest }: Reports): Reports {
  return { ...rest, ...(gradient_norm && { critic_gradient_norm: gradient_norm }) };
}

function bothWithoutOpinion(ofModel: Objective, ofCritic: Objective, { config }: AdversarialLoss): Objective {
  const opinion = ofModel.reports["loss.adversarial"]!.mul(config.weight);
  return { total: ofModel.total.sub(opinion), reports: { ...ofModel.reports, ...ofCritic.reports }, updates: [] };
}

/** The loss has no other variables, so its critic stands at the root of the model. */
const isOfCritic = ({ name }: Variable) => name.startsWith(`${CRITIC_SCOPE}.`);
