/**
 * @file Trains the smallest model on vectors with a known answer (`loop=test_mlp`): seconds that show that a machine, an
 * environment or a change of the engine is sound. Reads the group `test_mlp` and the trainer, no events.
 */
import { costsOf, SimpleMlp, simpleMlpFields } from "#architectures";
import { type Infer, schema } from "#config/schema";
import { classWeights } from "#data";
import { Evaluation, ModelState, VariableScope } from "#engine";
import { placeOf, trainInEpochs } from "./epochs.ts";
import { ChosenBatches } from "./optimization/chosen-batches.ts";
import { Optimization } from "./optimization/optimization.ts";
import type { LoopPosition } from "./position.ts";
import { SyntheticVectors, type VectorBatch } from "./synthetic-vectors.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";
import { validationNames } from "./validation-names.ts";

/** The group `test_mlp`; every key has a default. */
export const simpleMlpConfig = schema
  .strictObject({
    ...simpleMlpFields,
    /** Length of a vector. */
    features: schema.int().positive().default(8),
    n_train: schema.int().positive().default(4000),
    n_val: schema.int().positive().default(1000),
    n_test: schema.int().positive().default(1000),
    /** Of `task: binary`: values above it are of the class 1. Far from zero one class is rare. */
    threshold: schema.number().default(0),
    /** Of `task: binary`: what a vector counts in the loss, `balanced` or by class, `{1: 5}`. */
    class_weights: classWeights,
  })
  .refine(({ task, class_weights }) => task === "binary" || class_weights === "none", {
    path: ["class_weights"],
    error: "a regression has no classes to weigh; there are some with test_mlp.task=binary",
  });

export type SimpleMlpLoopConfig = Infer<typeof simpleMlpConfig>;

export const simpleMlpLoop: TrainingLoop = {
  needsEvents: false,
  prepare({ config, runtime }: LoopSetup): PreparedTraining {
    const { trainer } = config.phase1;
    const own = config.test_mlp ?? simpleMlpConfig.parse({});
    const scope = VariableScope.root(trainer.seed);
    const model = new SimpleMlp(own, own.features, scope);
    const state = new ModelState(scope.variables);
    const { n_train, n_val, n_test, class_weights, ...kind } = own;
    const counts = { train: n_train, val: n_val, test: n_test };
    const vectors = new SyntheticVectors({ ...kind, seed: trainer.seed, counts, classWeights: class_weights });
    const batches = new ChosenBatches(vectors, trainer);
    const optimization = new Optimization(config.phase1, state, batches.count);
    const { epochs, seed } = trainer;
    return {
      state,
      describe: () => costsOf(model.stages(), state.variables),
      validationNames: () => validationNames(model.objective.bind(model), batches.first("val").batch, "none"),
      events: (from) => trainSimpleMlp({ model, state, batches, optimization, epochs, seed, runtime }, from),
    };
  },
};

interface SimpleMlpRun {
  readonly model: SimpleMlp;
  readonly state: ModelState;
  readonly batches: ChosenBatches<VectorBatch>;
  readonly optimization: Optimization;
  readonly epochs: number;
  readonly seed: number;
  readonly runtime: LoopSetup["runtime"];
}

async function* trainSimpleMlp(
  { model, state, batches, optimization, epochs, seed, runtime }: SimpleMlpRun,
  from: LoopPosition | undefined,
): AsyncGenerator<TrainingEvent> {
  const objective = model.objective.bind(model);
  const learning = optimization.learning(objective, runtime);
  const evaluation = new Evaluation(objective, state, { runtime, seed });
  try {
    yield* trainInEpochs(
      {
        ...{ state, optimization, epochs, compat: "none" },
        ...{ trainEvents: batches.events, testEvents: batches.testEvents, stepsPerEpoch: batches.count },
        async *learn(epoch, from) {
          let at = from;
          for (const { size, batch } of batches.of("train", epoch, from)) {
            const reports = await learning.run(batch, placeOf(epoch, at++));
            yield reports && { size, reports };
          }
        },
        async *evaluate(split, epoch) {
          for (const { size, batch } of batches.of(split, epoch))
            yield { size, reports: await evaluation.run(batch, 0, state.judged) };
        },
        reconstruction: null,
        latency: null,
        testReconstruction: null,
        flopsPerEvent: null,
      },
      from,
    );
  } finally {
    for (const compiled of [learning, evaluation]) await compiled[Symbol.asyncDispose]();
  }
}
