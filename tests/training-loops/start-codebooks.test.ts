/** @file Where codebooks begin, and what becomes of codes that nobody chooses. */
import { expect, test } from "vitest";
import { bitsOf, finish, prepare } from "./small-runs.ts";

const vq = { kind: "vq", latent_dim: 8, codebook_size: 64, beta: 0.25, ema: false, ema_decay: 0.9 };
const begin = (latent_space: object, trainer: Readonly<Record<string, unknown>> = {}) =>
  prepare("ae", { phase1: { latent_space: { ...vq, ...latent_space } }, trainer });

/** Before anything is learned: a step so small that it moves nothing. */
const firstLook = async (latent_space: object) => {
  const { epochs } = await finish(await begin(latent_space, { epochs: 1, lr: 1e-12 }));
  return epochs[0]!.validation;
};

test("codes that follow the gradient begin at latents, and nearly all are in use", async () => {
  const { metrics } = await firstLook({});
  expect(metrics["utilisation"]!).toBeGreaterThan(0.8);
});

test("clusters of latents are nearer to them than latents taken at random", async () => {
  const lossOf = async (init: string) => (await firstLook({ init })).losses["commit"]!;
  expect(await lossOf("kmeans")).toBeLessThan(0.9 * (await lossOf("data")));
});

test("codes that follow the gradient stay in use while latents move on, because dead ones start anew", async () => {
  const usedOf = async (dead_code_threshold: number) => {
    const { tested } = await finish(await begin({ dead_code_threshold }, { epochs: 8, lr: 1e-2 }));
    return tested.test.metrics["utilisation"]!;
  };
  const [reviving, not] = [await usedOf(0.25), await usedOf(0)];
  expect(reviving).toBeGreaterThan(0.8);
  expect(reviving).toBeGreaterThan(not);
});

test.each([
  ["residual_vq", { depth: 2 }],
  ["cosine_vq", {}],
])("%s begins at clusters as well, and the same way each time", async (kind, rest) => {
  const run = async () => {
    const prepared = await begin({ kind, ...rest, ema: true, init: "kmeans" }, { epochs: 2 });
    const { tested } = await finish(prepared);
    return { used: tested.test.metrics["utilisation"]!, bits: bitsOf(prepared) };
  };
  const [first, second] = [await run(), await run()];
  expect(first.used).toBeGreaterThan(0.6);
  expect(second.bits).toEqual(first.bits);
});

test("codebooks begin from batches of any size", async () => {
  const events = 20_000; // of eight particles or so: more rows than a call has arguments
  const latent_space = { ...vq, codebook_size: 16, latent_dim: 2 };
  const trainer = { epochs: 1, batch_size: events, lr: 1e-12, limit_batches: 1 };
  const prepared = await prepare("ae", { events, phase1: { latent_space }, trainer });
  const { epochs } = await finish(prepared);
  expect(epochs[0]!.validation.metrics["utilisation"]!).toBeGreaterThan(0.5);
});

test("a codebook from a checkpoint stays what it is", async () => {
  const [first, second] = [await begin({}, { epochs: 1 }), await begin({}, { epochs: 1, lr: 1e-12, seed: 3 })];
  await finish(first);
  second.state.load(first.state.toTensors());
  const before = bitsOf(second)["bottleneck.quant.codebook"]!;
  await finish(second);
  const moved = bitsOf(second)["bottleneck.quant.codebook"]!.filter((x, i) => Math.abs(x - before[i]!) > 1e-6);
  expect(moved.length).toBeLessThan(0.5 * before.length); // but for codes that nobody chose
});
