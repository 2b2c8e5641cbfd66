/** @file `loop=diffusion_ae`: the denoiser learns, and what it makes of noise and a latent is the event. */
import { expect, test } from "vitest";
import { difference, distances, resolutionOf } from "#evaluation";
import { bitsOf, decoder, finish, prepare, type SmallRun } from "./small-runs.ts";

const run = (changes: object = {}, rest: SmallRun = {}): SmallRun => ({
  ...rest,
  phase1: {
    ...rest.phase1,
    decoder: {
      ...{ kind: "diffusion", width: 32, layers: 1, heads: 4, feedforward: 64, dropout: 0, activation: "gelu" },
      ...{ prediction: "v", schedule: "cosine", sampling_steps: 8 },
      ...{ globals_head: true, globals_hidden: decoder.globals_hidden, globals_beta: 0.1 },
      ...changes,
    },
  },
});

// a model that says the mean has an error of 0.8 in its tokens; one that learned nothing and samples noise has 1.8
test.each([
  ["v, cosine", {}, 0.1],
  ["v, linear", { schedule: "linear" }, 0.15],
  ["v, cosine, with new noise on the way", { sampler: "ddpm", sampling_steps: 16 }, 0.15],
  ["epsilon, linear", { prediction: "epsilon", schedule: "linear" }, 0.4],
])("reconstructs from noise what the latents say: %s", async (_, changes, bound) => {
  const { epochs, tested } = await finish(await prepare("diffusion_ae", run(changes, { trainer: { epochs: 16 } })));
  const [first, last] = [epochs[0]!, epochs.at(-1)!].map(({ validation }) => validation.losses["denoise"]!);
  expect(last!).toBeLessThan(0.4 * first!);
  expect(tested.test.losses["rec_tokens"]!).toBeLessThan(bound);
  const { losses, metrics } = epochs.at(-1)!.validation;
  expect(losses.total).toBeCloseTo(losses["denoise"]! + 0.1 * losses["rec_globals"]!, 5);
  expect(Object.keys(metrics)).toEqual(["denoise_q1", "denoise_q2", "denoise_q3", "denoise_q4"]);
});

test("learns with a quantizer between encoder and denoiser", async () => {
  const latent_space = { kind: "vq", latent_dim: 8, codebook_size: 64, beta: 0.25, ema: true, ema_decay: 0.95 };
  const setup = run({}, { phase1: { latent_space }, trainer: { epochs: 10 } });
  const { tested } = await finish(await prepare("diffusion_ae", setup));
  expect(tested.test.losses["rec_tokens"]!).toBeLessThan(0.7);
  expect(tested.test.metrics["perplex"]!).toBeGreaterThan(10);
});

test("reconstructs the same events twice, and is the same to the bit for the same seed", async () => {
  const train = async () => {
    const prepared = await prepare("diffusion_ae", run({}, { trainer: { epochs: 1 } }));
    let isSame = false;
    const { epochs } = await finish(prepared, async (event) => {
      if (event.kind !== "trained") return;
      const [first, second] = [await event.reconstruction!(), await event.reconstruction!()];
      expect(second).toEqual(first);
      expect(first.reconstruction.particles.ptGeV).toHaveLength(first.truth.particles.ptGeV.length);
      isSame = true;
    });
    expect(isSame).toBe(true);
    return { bits: bitsOf(prepared), losses: epochs.map(({ validation }) => validation.losses) };
  };
  expect(await train()).toEqual(await train());
});

test("keeps an average of its weights unless told not to, which other loops do not", async () => {
  const judgedBy = async (loop: "ae" | "diffusion_ae", trainer: Readonly<Record<string, unknown>>) => {
    const prepared = await prepare(loop, loop === "ae" ? { trainer } : run({}, { trainer }));
    await finish(prepared);
    return prepared.state.judged;
  };
  const short = { epochs: 1, limit_batches: 1 };
  expect(await judgedBy("diffusion_ae", { ...short, ema_decay: "auto" })).toBe("averaged");
  expect(await judgedBy("diffusion_ae", { ...short, ema_decay: null })).toBe("latest");
  expect(await judgedBy("ae", { ...short, ema_decay: "auto" })).toBe("latest");
});

test("shows events on their way from noise, which ends at the reconstruction", async () => {
  const prepared = await prepare("diffusion_ae", run({}, { trainer: { epochs: 12 } }));
  let errors: number[] = [];
  await finish(prepared, async (event) => {
    if (event.kind !== "trained") return;
    const [{ truth, steps }, { reconstruction }] = [await event.denoising!(), await event.reconstruction!()];
    expect(steps.map(({ way }) => way)).toEqual([1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125]);
    expect(steps.at(-1)!.clean.particles).toEqual(reconstruction.particles);
    errors = steps.map(({ noisy }) => resolutionOf(truth.particles.eta, noisy.particles.eta, difference)!.core);
  });
  // from noise to the event, the event comes out of it
  expect(errors[0]!).toBeGreaterThan(0.5);
  expect(errors.at(-1)!).toBeLessThan(0.5 * errors[0]!);
});

test("makes up events of the test events' kinds of particles, which are like them and not them", async () => {
  const prepared = await prepare("diffusion_ae", run({}, { trainer: { epochs: 16 }, events: 1024 }));
  await finish(prepared, async (event) => {
    if (event.kind !== "tested") return;
    const [{ truth, generated }, again] = [await event.generation!(), await event.generation!()];
    expect(again.generated).toEqual(generated);
    expect(generated.particles.type).toEqual(truth.particles.type);
    expect(generated.particles.event).toEqual(truth.particles.event);
    const { wasserstein } = distances(truth, generated);
    expect(wasserstein["eta"]!).toBeLessThan(0.3);
    expect(wasserstein["phi"]!).toBeLessThan(0.3);
    // events of independent particles: none is the true one
    expect(resolutionOf(truth.particles.eta, generated.particles.eta, difference)!.core).toBeGreaterThan(0.5);
  });
});

test.each([
  ["diffusion_ae", {}, "training/needs-denoiser"],
  ["ae", run(), "training/idle-denoiser"],
] as const)("%s refuses parts that would not learn", async (loop, setup, code) => {
  await expect(prepare(loop, setup)).rejects.toMatchObject({ code });
});
