/** @file `loop=ae` with every encoder, decoder and bottleneck: short trainings on simulated events that must learn. */
import { describe, expect, test } from "vitest";
import { bitsOf, decoder, finish, prepare } from "./small-runs.ts";

const attention = { width: 32, layers: 1, heads: 4, feedforward: 64, dropout: 0, activation: "gelu" };
const messages = { width: 32, message_width: 16, layers: 1, dropout: 0, activation: "gelu" };
const { globals_head, globals_hidden, globals_beta } = decoder;
const head = { globals_head, globals_hidden, globals_beta };
const codebook = { latent_dim: 8, codebook_size: 64, beta: 0.25, ema: true, ema_decay: 0.95 };

describe("learns on simulated events", () => {
  // a model that says the mean has an error of 0.8: three features of variance one, sine and cosine of one half
  test.each([
    ["mlp → none → mlp", {}, 0.3],
    [
      "transformer → none → transformer",
      {
        encoder: { kind: "transformer", id_embed_dim: 4, pair_features: true, pair_hidden: 8, ...attention },
        decoder: { kind: "transformer", ...attention, ...head },
      },
      0.3,
    ],
    [
      "gnn → none → gnn",
      {
        encoder: { kind: "gnn", id_embed_dim: 4, pair_features: true, ...messages },
        decoder: { kind: "gnn", ...messages, ...head },
      },
      0.3,
    ],
    ["vq", { latent_space: { kind: "vq", ...codebook } }, 0.5],
    ["vq with rotation", { latent_space: { kind: "vq", gradient_estimator: "rotation", ...codebook } }, 0.5],
    ["cosine_vq", { latent_space: { kind: "cosine_vq", ...codebook } }, 0.5],
    ["residual_vq", { latent_space: { kind: "residual_vq", depth: 3, ...codebook } }, 0.35],
    ["fsq", { latent_space: { kind: "fsq", latent_dim: 8, levels: [8, 6, 5] } }, 0.6],
    ["variational", { latent_space: { kind: "variational", latent_dim: 8, beta: 0.001 } }, 0.35],
  ] as const)("%s", async (_, phase1, bound) => {
    const { epochs, tested } = await finish(await prepare("ae", { phase1, trainer: { epochs: 8 } }));
    const errors = epochs.map(({ validation }) => validation.losses["rec_tokens"]!);
    expect(errors.at(-1)!).toBeLessThan(bound);
    expect(errors.at(-1)!).toBeLessThan(errors[0]!);
    expect(tested.test.losses["rec_tokens"]!).toBeLessThan(1.3 * bound);
  });
});

test("says how many bits a token costs: less than its codes could hold, and depth times that of one codebook", async () => {
  const phase1 = { latent_space: { kind: "residual_vq", depth: 2, ...codebook } };
  const { epochs, tested } = await finish(await prepare("ae", { phase1 }));
  const { metrics } = epochs.at(-1)!.validation;
  expect(metrics["bits_per_token"]!).toBeGreaterThan(7);
  expect(metrics["bits_per_token"]!).toBeLessThanOrEqual(2 * 6);
  expect(metrics["utilisation"]!).toBeGreaterThan(0.5);
  expect(tested.test.codeCounts).toHaveLength(2 * 64);
});

test.each([
  "variational",
  "residual_vq",
])("%s: equal seeds give equal weights to the bit, another seed others", async (kind) => {
  const latent_space = kind === "variational" ? { kind, latent_dim: 8, beta: 0.01 } : { kind, depth: 2, ...codebook };
  const train = async (seed: number) => {
    const run = await prepare("ae", { phase1: { latent_space }, trainer: { epochs: 1, seed } });
    await finish(run);
    return bitsOf(run);
  };
  const first = await train(5);
  expect(await train(5)).toEqual(first);
  expect(await train(6)).not.toEqual(first);
});

test("refuses a loss with a critic, which would not learn", async () => {
  const critic = {
    encoder: { kind: "mlp", enc_hidden: [8], id_embed_dim: 2, dropout: 0, activation: "gelu" },
    width: 4,
    hidden: [4],
    activation: "gelu",
  };
  const loss = {
    kind: "adversarial",
    form: "hinge",
    weight: 1,
    penalty: "none",
    penalty_weight: 0,
    critic,
    critic_lr: 1e-3,
    critic_steps: 1,
  };
  await expect(prepare("ae", { phase1: { loss } })).rejects.toMatchObject({ code: "training/idle-critic" });
});
