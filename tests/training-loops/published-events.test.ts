/**
 * @file Every loop learns on published events of all-hadronic ttbar (the example file of SPANet, arXiv:2106.03898), as it does on
 * our simulated ones. Bounds are about twice what was found.
 */
import { describe, expect, test } from "vitest";
import { dataConfig, type EventSource, openEvents } from "#data";
import { shared } from "../shared-folder.ts";
import { decoder, encoder, finish, type Phase1, prepareOn } from "./small-runs.ts";

const sample = shared("data/events-hep/spanet_ttbar_allhad.h5");

const critic = { encoder, width: 16, hidden: [16], activation: "gelu" };
const adversarial = {
  ...{ kind: "adversarial", form: "hinge", weight: 0.01, penalty: "r1", penalty_weight: 1, critic },
  ...{ critic_input: "particles", critic_lr: 1e-3, critic_steps: 1 },
};
const denoiser = {
  ...{ kind: "diffusion", width: 32, layers: 1, heads: 4, feedforward: 64, dropout: 0, activation: "gelu" },
  ...{ prediction: "v", schedule: "cosine", sampling_steps: 8 },
  ...{ globals_head: true, globals_hidden: decoder.globals_hidden, globals_beta: 0.1 },
};
const stages = { latent_dim: 8, codebook_size: 64, depth: 2, beta: 0.25, ema: true, ema_decay: 0.95 };

const loops: readonly (readonly [name: "ae" | "gan_ae" | "diffusion_ae", phase1: Phase1, bound: number])[] = [
  ["ae", { latent_space: { kind: "residual_vq", ...stages } }, 0.06],
  ["gan_ae", { loss: adversarial }, 0.01],
  ["diffusion_ae", { decoder: denoiser }, 0.02],
];

const simulated = () =>
  openEvents(dataConfig.parse({ kind: "synthetic", n_train: 1000, n_val: 200, n_test: 200 }), wish);
const published = () =>
  openEvents(dataConfig.parse({ kind: "h5_tokens", path: sample.path, limit_samples: 1000 }), wish);
const wish = { compat: "none", seed: 0 } as const;

async function expectLearns(data: EventSource, [loop, phase1, bound]: (typeof loops)[number]) {
  const { epochs, tested } = await finish(prepareOn(data, loop, { phase1, trainer: { epochs: 8, batch_size: 50 } }));
  const totals = epochs.map(({ validation }) => validation.losses.total);
  expect(totals.at(-1)!).toBeLessThan(0.6 * totals[0]!);
  // a model that says the mean has an error of 0.8
  expect(tested.test.losses["rec_tokens"]!).toBeLessThan(bound);
}

describe.each(loops)("loop=%s", (...loop) => {
  test("learns on simulated events", async () => expectLearns(await simulated(), loop));

  test.skipIf(sample.missing)("learns on published events", async () => expectLearns(await published(), loop));
});
