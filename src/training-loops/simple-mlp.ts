/**
 * @file Trains the smallest model on vectors with a known answer (`loop=test_mlp`): seconds that show that a machine, an
 * environment or a change of the engine is sound. Reads the group `test_mlp` and the trainer, no events.
 */
import { SimpleMlp, simpleMlpFields } from "#architectures";
import { type Infer, schema } from "#config/schema";
import { Adam, Evaluation, Learning, ModelState, VariableScope } from "#engine";
import { trainInEpochs } from "./epochs.ts";
import { SyntheticVectors } from "./synthetic-vectors.ts";
import type { TrainerConfig } from "./trainer-config.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { LoopPosition, LoopSetup, PreparedTraining, TrainingLoop } from "./training-loop.ts";

/** The group `test_mlp`; every key has a default. */
export const simpleMlpConfig = schema.strictObject({
  ...simpleMlpFields,
  /** Length of a vector. */
  features: schema.int().positive().default(8),
  n_train: schema.int().positive().default(4000),
  n_val: schema.int().positive().default(1000),
  n_test: schema.int().positive().default(1000),
});

export type SimpleMlpLoopConfig = Infer<typeof simpleMlpConfig>;

export const simpleMlpLoop: TrainingLoop = {
  prepare({ config, runtime }: LoopSetup): PreparedTraining {
    const { trainer } = config.phase1;
    const own = config.test_mlp ?? simpleMlpConfig.parse({});
    const scope = VariableScope.root(trainer.seed);
    const model = new SimpleMlp(own, own.features, scope);
    const state = new ModelState(scope.variables);
    return { state, events: (from) => trainSimpleMlp({ model, state, own, trainer, runtime }, from) };
  },
};

interface SimpleMlpRun {
  readonly model: SimpleMlp;
  readonly state: ModelState;
  readonly own: SimpleMlpLoopConfig;
  readonly trainer: TrainerConfig;
  readonly runtime: LoopSetup["runtime"];
}

async function* trainSimpleMlp(
  { model, state, own, trainer, runtime }: SimpleMlpRun,
  from: LoopPosition | undefined,
): AsyncGenerator<TrainingEvent> {
  const { epochs, batch_size: batchSize, lr, weight_decay, grad_clip: clipNorm, seed } = trainer;
  const { task, features, n_train, n_val, n_test } = own;
  const vectors = new SyntheticVectors({ task, features, seed, counts: { train: n_train, val: n_val, test: n_test } });
  const objective = model.objective.bind(model);
  const optimizer = new Adam({ learningRate: lr, weightDecay: weight_decay });
  const learning = new Learning(objective, state, { runtime, seed, optimizer, clipNorm });
  const evaluation = new Evaluation(objective, state, { runtime, seed });
  try {
    yield* trainInEpochs(
      {
        ...{ state, epochs, compat: "none", trainEvents: n_train },
        stepsPerEpoch: Math.ceil(n_train / batchSize),
        async *learn(epoch) {
          for (const { size, batch } of vectors.batches("train", epoch, batchSize))
            yield { size, reports: await learning.run(batch) };
        },
        async *evaluate(split, epoch) {
          for (const { size, batch } of vectors.batches(split, epoch, batchSize))
            yield { size, reports: await evaluation.run(batch) };
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
