/**
 * @file Can somebody new tell reconstructions from true events? A critic that took no part in the training learns from
 * validation events and is asked about test events: the area under its ROC curve is 0.5 where it cannot tell, 1 where it
 * always can. Lopez-Paz and Oquab 2016, arXiv:1610.06545, with the area in the place of the accuracy.
 */
import { AdversarialLoss, type AdversarialLossConfig, eventTensors, toHostBatch } from "#architectures";
import type { EventBatch, EventSource } from "#data";
import {
  Adam,
  Compiled,
  type HostBatch,
  Learning,
  ModelState,
  type Runtime,
  type TracedBatch,
  VariableScope,
} from "#engine";
import { auroc } from "#evaluation";
import type { Reconstructor } from "./reconstructor.ts";

/** True events as a model takes them, and `guess_tokens`, `guess_globals` beside them: what a model made of them. */
export type Pairs = readonly HostBatch[];

export interface TwoSampleTest {
  /** What the critic looks like and at; its game is always the non-saturating one, and nothing holds it back. */
  readonly config: AdversarialLossConfig;
  readonly data: Pick<EventSource, "sizes" | "transform">;
  readonly learnFrom: Pairs;
  readonly judge: Pairs;
  readonly runtime: Runtime;
  readonly seed: number;
}

/** Passes over `learnFrom`. */
const EPOCHS = 20;
/** The same for every run, so that their areas compare. */
const LEARNING_RATE = 2e-3;

/** @returns area under the ROC curve over the events of `judge` */
export async function twoSampleAuroc(test: TwoSampleTest): Promise<number> {
  const { data, learnFrom, judge, runtime, seed } = test;
  const { critic, critic_input } = test.config;
  const config: AdversarialLossConfig = {
    ...test.config,
    ...{ form: "non_saturating", penalty: "none", critic: { ...critic, spectral_norm: false } },
    // beside its truth every reconstruction could be told
    critic_input: critic_input === "residuals" ? "particles" : critic_input,
  };
  const scope = VariableScope.root(seed).at("two_sample_test");
  const options = { compat: "none", transform: data.transform.describe() } as const;
  const loss = new AdversarialLoss(config, data.sizes, scope, options);
  const state = new ModelState(scope.variables);
  const objective = (batch: TracedBatch, learning: boolean) =>
    loss.criticObjective(eventTensors(batch), guessOf(batch), learning);
  const optimizer = new Adam({ learningRate: LEARNING_RATE });
  const learning = new Learning(objective, state, { optimizer, clipNorm: 1, runtime, seed });
  const scores = new Compiled((batch) => ({ outputs: { ...loss.scores(eventTensors(batch), guessOf(batch)) } }), {
    runtime,
    seed,
  });
  try {
    for (let epoch = 0; epoch < EPOCHS; epoch++) for (const batch of learnFrom) await learning.run(batch);
    const weights = Object.fromEntries(state.toTensors());
    const [truth, fake]: [number[], number[]] = [[], []];
    for (const batch of judge) {
      const found = await scores.run(batch, weights, 0);
      truth.push(...(found["truth"]!.data as Float32Array));
      fake.push(...(found["fake"]!.data as Float32Array));
    }
    return auroc(truth, fake);
  } finally {
    for (const compiled of [learning, scores]) await compiled[Symbol.asyncDispose]();
  }
}

/** Every event of a split with what the model makes of it; without a globals head the true globals, which tell nothing. */
export async function pairsOf(reconstructor: Reconstructor, batches: Iterable<EventBatch>): Promise<Pairs> {
  const pairs: HostBatch[] = [];
  for (const events of batches) {
    const truth = toHostBatch(events);
    const { tokens, globals } = await reconstructor.reconstruct(truth);
    pairs.push({ ...truth, guess_tokens: tokens, guess_globals: globals ?? truth["globals"]! });
  }
  return pairs;
}

function guessOf(batch: TracedBatch) {
  return { tokens: batch["guess_tokens"]!, globals: batch["guess_globals"]!, globalsWeight: 1 };
}
