/** @file Noise levels, what a denoiser is asked for, and the error of its answer. */
import { describe, expect, test } from "vitest";
import { eventTensors } from "#architectures";
import { Tensor, VariableScope } from "#engine";
import { DiffusionDecoder, diffusionDecoderConfig } from "../../../src/architectures/autoencoder/decoders/diffusion.ts";
import { denoisingTargets } from "../../../src/architectures/autoencoder/denoising-target.ts";
import { noiseSchedules } from "../../../src/architectures/autoencoder/noise-schedule.ts";
import { expectAllClose, expectClose } from "../../contracts/close.ts";
import { paddedEvents, paddedLatents, SIZES, withGarbage } from "../../contracts/padded-events.ts";
import { type Arrays, floats, gradientsByName, normals, parametersOf, runTraced } from "../../traced.ts";

describe.each(["cosine", "linear"] as const)("the %s schedule", (name) => {
  test("goes from the event alone to noise alone, and keeps the variance on the way", async () => {
    const times = Array.from({ length: 21 }, (_, i) => i / 20);
    const { signal, noise } = await runTraced(({ time }) => ({ ...noiseSchedules[name].level(time!) }), {
      time: floats([21], times),
    });
    expectClose(
      signal!.map((s, i) => s ** 2 + noise![i]! ** 2),
      times.map(() => 1),
    );
    expect([signal![0], noise![0]]).toEqual([1, 0]);
    expect(signal!.at(-1)!).toBeLessThan(0.01);
    for (let i = 1; i < times.length; i++) expect(signal![i]!).toBeLessThan(signal![i - 1]!);
  });
});

test.each(["cosine", "linear"] as const)("the %s schedule knows when there is how much noise", async (name) => {
  const { timeOf, level } = noiseSchedules[name];
  const ratios = [0.1, 1, 6, 30];
  const { ratio } = await runTraced(
    ({ time }) => {
      const { signal, noise } = level(time!);
      return { ratio: noise.div(signal) };
    },
    { time: floats([4], ratios.map(timeOf)) },
  );
  expectClose(ratio!, ratios, 1e-3);
});

test("the linear schedule hides as much as a thousand steps of the paper", async () => {
  const { signal } = await runTraced(({ time }) => ({ ...noiseSchedules.linear.level(time!) }), {
    time: floats([1], [0.5]),
  });
  const rates = Array.from({ length: 500 }, (_, i) => 1e-4 + ((0.02 - 1e-4) * i) / 999);
  const product = rates.reduce((all, rate) => all * (1 - rate), 1);
  expect(signal![0]! / Math.sqrt(product)).toBeCloseTo(1, 1);
});

describe.each(["epsilon", "v"] as const)("a denoiser asked for %s", (name) => {
  test.each(["cosine", "linear"] as const)("gives the event back where it is right (%s)", async (schedule) => {
    const target = denoisingTargets[name];
    const latest = noiseSchedules[schedule].timeOf(target.mostNoise);
    const arrays = { clean: normals([8, 3], "clean"), noise: normals([8, 3], "noise") };
    const { found } = await runTraced(({ clean, noise }) => {
      const time = Tensor.constant(
        Array.from({ length: 8 }, (_, i) => ((i + 0.5) / 8) * latest),
        [8, 1],
      );
      const level = noiseSchedules[schedule].level(time);
      const noisy = clean!.mul(level.signal).add(noise!.mul(level.noise));
      return { found: target.toClean(target.of(clean!, noise!, level), noisy, level) };
    }, arrays);
    expectClose(found!, Array.from(arrays.clean.data as Float32Array), 1e-3);
  });

  test("is wrong by what the paper's target says at equal parts of event and noise", async () => {
    const half = Tensor.constant([Math.SQRT1_2], []);
    const level = { signal: half, noise: half };
    const { target } = await runTraced(
      ({ clean, noise }) => ({ target: denoisingTargets[name].of(clean!, noise!, level) }),
      { clean: floats([1], [3]), noise: floats([1], [1]) },
    );
    expectClose(target!, [name === "epsilon" ? 1 : (1 - 3) * Math.SQRT1_2]);
  });
});

describe("the error of the denoiser", () => {
  const config = diffusionDecoderConfig.parse({
    ...{ kind: "diffusion", width: 8, layers: 1, heads: 2, feedforward: 8, dropout: 0, activation: "gelu" },
    ...{ prediction: "v", schedule: "cosine", sampling_steps: 2 },
    ...{ globals_head: false, globals_hidden: [4], globals_beta: 1 },
  });
  const pass = async (inputs: Arrays, step = 0, featureWeights: Tensor | null = null) => {
    const scope = VariableScope.root(1);
    const decoder = new DiffusionDecoder(config, { ...SIZES, hasGlobalsToken: false }, scope, { compat: "none" });
    return runTraced(
      (batch) => {
        const { error, time } = decoder.denoise(eventTensors(batch), batch["latent"]!, {
          learning: true,
          featureWeights,
        });
        const by = { ...parametersOf(scope.variables), tokens: batch["tokens"]! };
        return { error, time, ...gradientsByName(error.sum(), by) };
      },
      inputs,
      { variables: scope.variables, step },
    );
  };
  const events = { ...paddedEvents(), latent: paddedLatents()["latent"]! };

  test("does not see what is under the padding, forwards or backwards", async () => {
    expectAllClose(await pass(withGarbage(events)), await pass(events), 1e-4);
  });

  test("counts features by their weights: with one feature alone it is that feature's, times how many there are", async () => {
    const only = (feature: number) => {
      const weights = Array.from({ length: SIZES.features }, (_, i) => (i === feature ? SIZES.features : 0));
      return Tensor.constant(weights, [1, 1, SIZES.features]);
    };
    const errors = await Promise.all(
      Array.from({ length: SIZES.features }, async (_, feature) => (await pass(events, 0, only(feature)))["error"]!),
    );
    const mean = errors[0]!.map((_, event) => errors.reduce((sum, one) => sum + one[event]! / SIZES.features, 0));
    expectClose(mean, (await pass(events))["error"]!);
    expect(errors[0]).not.toEqual(errors[1]);
  });

  const latest = noiseSchedules.cosine.timeOf(denoisingTargets.v.mostNoise);

  test("is asked for at times spread evenly over the batch, others at each step", async () => {
    const [first, second] = [(await pass(events, 1))["time"]!, (await pass(events, 2))["time"]!];
    for (const times of [first, second])
      times.forEach((time, i) => {
        expect(time).toBeGreaterThanOrEqual((i / 4) * latest);
        expect(time).toBeLessThan(((i + 1) / 4) * latest);
      });
    expect(first).not.toEqual(second);
  });
});
