/** @file Binning by hand, and the bar: a residual quantizer spends the same bits better. */
import { expect, test } from "vitest";
import { binned, evaluate, evenBits } from "#evaluation";
import { decoder, encoder, finish, prepare } from "../training-loops/small-runs.ts";

test("bits are shared out evenly, the rest to pT, eta and phi", () => {
  expect(evenBits(18)).toEqual({ pt: 5, eta: 5, phi: 4, e: 4 });
  expect(evenBits(27)).toEqual({ pt: 7, eta: 7, phi: 7, e: 6 });
});

test("a number becomes the centre of its bin, worked by hand", () => {
  const of = (...values: number[]) => Float32Array.from(values);
  const kinds = { event: Int32Array.of(0, 0), type: Int32Array.of(1, 1) };
  const one = { ...kinds, energyGeV: of(1, 16), ptGeV: of(1, 16), eta: of(0, 4), phiRad: of(-3, 0.1) };
  const { phiRad, eta, ptGeV } = binned(one, one, { e: 1, pt: 1, eta: 2, phi: 1 });
  expect([...phiRad]).toEqual([-Math.PI / 2, Math.PI / 2].map(Math.fround));
  expect(eta[0]).toBeCloseTo(0.5, 1); // four bins of one
  expect(eta[1]).toBeCloseTo(3.5, 1);
  expect(ptGeV[0]).toBeCloseTo(2, 1); // two bins in the logarithm, from 1 to 4 and from 4 to 16
  expect(ptGeV[1]).toBeCloseTo(8, 1);
});

test("two stages of 512 codes bring particles back better than binning with the same 18 bits", async () => {
  const training = await prepare("ae", {
    events: 4000,
    trainer: { epochs: 12 },
    phase1: {
      encoder: { ...encoder, enc_hidden: [64, 64] },
      decoder: { ...decoder, dec_hidden: [64, 64], globals_beta: 0.01 },
      latent_space: {
        ...{ kind: "residual_vq", latent_dim: 8, codebook_size: 512, depth: 2, beta: 0.25 },
        ...{ ema: true, ema_decay: 0.99, gradient_estimator: "straight_through" },
      },
    },
  });
  let found: ReturnType<typeof evaluate>[] = [];
  await finish(training, async (event) => {
    if (event.kind !== "tested") return;
    const { truth, reconstruction } = await event.reconstruction!();
    const particles = binned(truth.particles, truth.particles, evenBits(18));
    found = [evaluate(truth, reconstruction), evaluate(truth, { ...truth, particles })];
  });
  const [learned, bins] = found.map(({ particles }) => particles["all"]!);
  for (const key of ["e", "pt", "eta", "phi"] as const) expect(learned![key]!.core, key).toBeLessThan(bins![key]!.core);
  expect(learned!.pt!.core).toBeLessThan(0.1);
});
