/** @file The two-sample test: what it says of perfect and of hopeless reconstructions. */
import { expect, test } from "vitest";
import { autoencoderConfig, toHostBatch } from "#architectures";
import { dataConfig, openEvents, type Split } from "#data";
import type { HostTensor } from "#engine";
import { type Pairs, twoSampleAuroc } from "../../src/training-loops/two-sample-test.ts";
import { decoder, encoder } from "./small-runs.ts";

const { loss } = autoencoderConfig.parse({
  ...{ encoder, decoder, latent_space: { kind: "none", latent_dim: 8 } },
  loss: {
    ...{ kind: "adversarial", form: "wasserstein", weight: 1, penalty: "r1", penalty_weight: 1 },
    ...{ critic_lr: 2e-3, critic_steps: 1 },
    critic: { encoder, width: 16, hidden: [16], activation: "gelu" },
  },
});

/** @param blur what a reconstruction makes of a feature */
async function aurocOf(blur: (x: number, feature: number) => number): Promise<number> {
  const data = await openEvents(dataConfig.parse({ kind: "synthetic", n_train: 1, n_val: 600, n_test: 600 }), {
    compat: "none",
    seed: 0,
  });
  const pairs = (split: Split): Pairs =>
    [...data.batches(split, 0, 100)].map((events) => {
      const truth = toHostBatch(events);
      const values = truth["tokens"]!.data as Float32Array;
      const tokens: HostTensor = { ...truth["tokens"]!, data: values.map((x, i) => blur(x, i % data.sizes.features)) };
      return { ...truth, guess_tokens: tokens, guess_globals: truth["globals"]! };
    });
  if (loss.kind !== "adversarial") throw new Error("the config above is adversarial");
  const runtime = { device: "cpu", threads: 1 } as const;
  return twoSampleAuroc({ config: loss, data, learnFrom: pairs("val"), judge: pairs("test"), runtime, seed: 1 });
}

test("nobody tells an event from itself", async () => {
  expect(await aurocOf((x) => x)).toBe(0.5);
});

test("anybody tells events whose angles left the circle", async () => {
  expect(await aurocOf((x, feature) => (feature >= 3 ? 0.5 * x : x))).toBeGreaterThan(0.95);
});
