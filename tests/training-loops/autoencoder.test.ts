import { describe, expect, test } from "vitest";
import { autoencoderConfig } from "#architectures";
import { openEvents } from "#data";
import { type EpochEvent, type TrainingEvent, trainingLoops } from "#training-loops";
import { syntheticConfig } from "../../src/data/synthetic.ts";

const layers = { dropout: 0, activation: "gelu" } as const;
const latentSpaces = {
  none: { kind: "none", latent_dim: 16 },
  linear: { kind: "linear", latent_dim: 16 },
  vq: { kind: "vq", latent_dim: 16, codebook_size: 64, beta: 0.25, ema: true, ema_decay: 0.99 },
  "vq by gradient": { kind: "vq", latent_dim: 16, codebook_size: 64, beta: 0.25, ema: false, ema_decay: 0.99 },
};

async function train(latentSpace: unknown, { dropout = 0, epochs = 6, compat = "none" as "none" | "reference" } = {}) {
  const data = await openEvents(
    syntheticConfig.parse({ kind: "synthetic", n_train: 1000, n_val: 200, n_test: 200, seed: 3 }),
    { compat, seed: 1 },
  );
  const parts = { ...layers, dropout };
  const model = autoencoderConfig.parse({
    encoder: { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, ...parts },
    decoder: { kind: "mlp", dec_hidden: [32], globals_head: true, globals_hidden: [16], globals_beta: 1, ...parts },
    latent_space: latentSpace,
  });
  const trainer = { epochs, batch_size: 64, lr: 3e-3, weight_decay: 0, grad_clip: 1, seed: 1 };
  const runtime = { device: "cpu", threads: 1 } as const;
  const { events, state } = trainingLoops.ae.prepare({
    config: { phase1: { ...model, trainer }, compat },
    data,
    runtime,
  });
  const heard: TrainingEvent[] = [];
  for await (const event of events()) if (event.kind !== "step") heard.push(event);
  return { heard, state, epochs: heard.filter((event): event is EpochEvent => event.kind === "epoch") };
}

describe.each(Object.entries(latentSpaces))("with bottleneck %s", (name, latentSpace) => {
  test("it learns: the tokens' error falls below a third of what the mean would give", async () => {
    const { epochs } = await train(latentSpace, { epochs: name === "vq by gradient" ? 18 : 6 });
    // features have variance 1 (0.5 for sin φ and cos φ), so predicting the mean costs 0.8
    expect(epochs.at(-1)!.validation.losses["rec_tokens"]).toBeLessThan(0.8 / 3);
  });
});

test("moments come in their order, and the best epoch is the one of the lowest validation loss", async () => {
  const { heard, epochs } = await train(latentSpaces.none, { epochs: 3 });
  expect(heard.map(({ kind }) => kind)).toEqual([
    "started",
    ...["validated", "epoch", "validated", "epoch", "validated", "epoch"],
    "trained",
    "tested",
  ]);
  const totals = epochs.map(({ validation }) => validation.losses.total);
  const trained = heard.find((event) => event.kind === "trained")!;
  expect(trained.best).toEqual({ epoch: totals.indexOf(Math.min(...totals)), loss: Math.min(...totals) });
});

test("dropout draws in training alone, and draws the same for the same seed", async () => {
  const [first, second] = [
    await train(latentSpaces.none, { dropout: 0.2, epochs: 1 }),
    await train(latentSpaces.none, { dropout: 0.2, epochs: 1 }),
  ];
  expect(first.epochs[0]!.train).toEqual(second.epochs[0]!.train);
  expect(first.epochs[0]!.train.losses.total).toBeGreaterThan(first.epochs[0]!.validation.losses.total);
});

test("a vector-quantized run counts every particle of a split once", async () => {
  const { epochs } = await train(latentSpaces.vq, { epochs: 1 });
  const counts = epochs[0]!.validation.codeCounts!;
  const particles = counts.reduce((sum, count) => sum + count, 0);
  expect(particles).toBeGreaterThan(200 * 4);
  expect(particles).toBeLessThan(200 * 18);
  expect(epochs[0]!.validation.metrics["codes_used"]).toBe(counts.filter((count) => count > 0).length);
});
