/** @file `loop=gan_ae`: both players learn, each its own numbers, and the reconstruction gets better. */
import { expect, test } from "vitest";
import { bitsOf, finish, prepare, type SmallRun } from "./small-runs.ts";

const critic = {
  encoder: { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, dropout: 0, activation: "gelu" },
  width: 16,
  hidden: [16],
  activation: "gelu",
};
const run = (changes: object = {}, trainer: SmallRun["trainer"] = {}): SmallRun => ({
  phase1: {
    loss: {
      kind: "adversarial",
      form: "hinge",
      weight: 0.01,
      penalty: "r1",
      penalty_weight: 1,
      critic,
      critic_lr: 1e-3,
      critic_steps: 1,
      ...changes,
    },
  },
  trainer,
});

test.each([
  ["hinge with r1", {}],
  ["non-saturating", { form: "non_saturating", penalty: "none" }],
  ["Wasserstein with gradient penalty", { form: "wasserstein", penalty: "interpolated", penalty_weight: 10 }],
  ["hinge with spectral norm", { penalty: "none", critic: { ...critic, spectral_norm: true } }],
  ["hinge on particles alone", { critic_input: "particles" }],
  ["hinge on residuals", { critic_input: "residuals" }],
])("learns to reconstruct under %s", async (_, changes) => {
  const { epochs, tested, steps } = await finish(await prepare("gan_ae", run(changes, { epochs: 8 })));
  expect(steps).toBe(8 * 8);
  expect(epochs.at(-1)!.validation.losses["rec_tokens"]!).toBeLessThan(0.3);
  expect(tested.test.losses["rec_tokens"]!).toBeLessThan(0.4);
  expect(tested.test.metrics["two_sample_auroc"]!).toBeGreaterThan(0.4);
  expect(tested.test.metrics["two_sample_auroc"]!).toBeLessThanOrEqual(1);
  const { train, validation } = epochs.at(-1)!;
  expect(Object.keys(train.losses)).toEqual(expect.arrayContaining(["adversarial", "critic", "total"]));
  expect(Object.keys(validation.metrics)).toEqual(expect.arrayContaining(["score_truth", "score_reconstruction"]));
});

test("the critic learns to score true events higher than reconstructions", async () => {
  // a model that hardly moves is easy to see through
  const { epochs } = await finish(await prepare("gan_ae", run({ critic_lr: 3e-3 }, { lr: 1e-6, epochs: 6 })));
  const { metrics, losses } = epochs.at(-1)!.validation;
  expect(metrics["score_truth"]! - metrics["score_reconstruction"]!).toBeGreaterThan(1);
  expect(losses["critic"]!).toBeLessThan(1); // 2 without knowledge
});

test("the loss of an evaluation leaves the critic's opinion out", async () => {
  const { epochs } = await finish(await prepare("gan_ae", run({ weight: 3 }, { epochs: 1 })));
  const { train, validation } = epochs[0]!;
  const withoutOpinion = ({ losses }: typeof train) => losses["rec_tokens"]! + 0.1 * losses["rec_globals"]!;
  expect(validation.losses.total).toBeCloseTo(withoutOpinion(validation), 5);
  expect(train.losses.total).toBeCloseTo(withoutOpinion(train) + 3 * train.losses["adversarial"]!, 5);
});

test("with a step ratio the critic learns from every batch, the model from each n-th", async () => {
  const prepared = await prepare("gan_ae", run({ critic_steps: 4 }, { epochs: 1 }));
  const { steps } = await finish(prepared);
  expect(steps).toBe(2); // of 8 batches
  expect(prepared.state.progressOf("critic").step).toBe(8);
  expect(prepared.state.step).toBe(2);
});

test("each player moves its own numbers only", async () => {
  const before = bitsOf(await prepare("gan_ae", run()));
  const prepared = await prepare("gan_ae", run({ critic_lr: 1e-30 }, { epochs: 1 }));
  await finish(prepared);
  const after = bitsOf(prepared);
  const isMoved = (name: string) => after[name]!.some((x, i) => x !== before[name]![i]);
  const names = Object.keys(before);
  expect(names.filter((name) => name.startsWith("critic.")).some(isMoved)).toBe(false);
  // the bias of a type that no simulated event has may stay; weights of layers do not
  expect(names.filter((name) => /^(encoder|decoder)\..*net.*weight/.test(name)).every(isMoved)).toBe(true);
});

test("equal seeds give equal weights to the bit", async () => {
  const train = async () => {
    const prepared = await prepare("gan_ae", run({ penalty: "interpolated" }, { epochs: 2 }));
    await finish(prepared);
    return bitsOf(prepared);
  };
  expect(await train()).toEqual(await train());
});

test("refuses a loss without a critic", async () => {
  await expect(prepare("gan_ae")).rejects.toMatchObject({ code: "training/needs-critic" });
});
