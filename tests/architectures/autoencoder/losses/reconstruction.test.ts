/** @file The reconstruction loss: contract, and a case worked by hand. */
import { expect, test } from "vitest";
import type { TransformDescription } from "#data";
import { eventTensors } from "../../../../src/architectures/autoencoder/event-tensors.ts";
import {
  ReconstructionLoss,
  reconstructionLossConfig,
} from "../../../../src/architectures/autoencoder/losses/reconstruction.ts";
import { expectAllClose } from "../../../contracts/close.ts";
import { lossContract } from "../../../contracts/loss.ts";
import { PHYSICS } from "../../../contracts/physics-transform.ts";
import { floats, integers, runTraced } from "../../../traced.ts";

const lossOf = (features: number, feature_weights: object = {}) =>
  new ReconstructionLoss(reconstructionLossConfig.parse({ kind: "reconstruction", feature_weights }), { features });

lossContract("ReconstructionLoss", lossOf(5));
lossContract("ReconstructionLoss with weights of features", lossOf(5, { eta: 3 }));

const weighingMasses = (transform: TransformDescription | undefined) => {
  const config = reconstructionLossConfig.parse({ kind: "reconstruction", mass_weight: 2 });
  return new ReconstructionLoss(config, { features: 5 }, undefined, { compat: "none", transform });
};
lossContract("ReconstructionLoss with a weight of masses", weighingMasses(PHYSICS));

test("the error of masses is that of ln E/p in deviations, worked by hand", async () => {
  const plain = { ...PHYSICS, mean: [0, 0, 0, 0, 0], std: [1, 1, 1, 1, 1] };
  const [pt, eta] = [40, -1.5];
  // a particle at rest across the beam, a heavy one, and padding; the guesses have the same E with other momenta
  const truth = [Math.log(50), Math.log(40), 0, 0, 1, Math.log(200), Math.log(pt), eta, 0, 1, 9, 9, 9, 9, 9];
  const guess = [Math.log(50), Math.log(41), 0, 1, 0, Math.log(202), Math.log(pt), eta, 0, 1, 0, 0, 0, 0, 0];
  const { error, weight } = await runTraced(
    (batch) => {
      const reconstruction = { tokens: batch["guess"]!, globals: null, globalsWeight: 0 };
      const { rec_mass } = weighingMasses(plain).compare(eventTensors(batch), reconstruction);
      return { error: rec_mass!.value, weight: rec_mass!.value.mul(0).add(rec_mass!.weight) };
    },
    {
      tokens: floats([1, 3, 5], truth),
      ids: integers([1, 3], [1, 2, 0]),
      mask: floats([1, 3], [1, 1, 0]),
      globals: floats([1, 1], [0]),
      guess: floats([1, 3, 5], guess),
    },
  );
  expect(weight).toEqual([2]);
  expect(error![0]! / (((Math.log(41 / 40) / 0.006) ** 2 + (Math.log(202 / 200) / 0.006) ** 2) / 2)).toBeCloseTo(1, 3);
});

test.each([
  ["nothing is known of the features", undefined],
  ["the features are those of the Python system", { ...PHYSICS, kind: "reference" } as const],
])("refuses to weigh masses where %s", (_, transform) => {
  const fixes = ["phase1.loss.mass_weight=0", ...(transform ? ["compat=none"] : [])];
  expect(() => weighingMasses(transform)).toThrow(expect.objectContaining({ code: "architectures/no-mass", fixes }));
});

test("is the mean square over particles and features, and over globals", async () => {
  const results = await runTraced(
    (batch) => {
      const { x_tokens, x_globals } = batch;
      const reconstruction = { tokens: x_tokens!, globals: x_globals!, globalsWeight: 10 };
      const { rec_tokens, rec_globals } = lossOf(2).compare(eventTensors(batch), reconstruction);
      return { rec_tokens: rec_tokens!.value, rec_globals: rec_globals!.value };
    },
    {
      tokens: floats([1, 2, 2], [1, 2, 9, 9]),
      ids: integers([1, 2], [1, 0]),
      mask: floats([1, 2], [1, 0]),
      globals: floats([1, 2], [0, 3]),
      x_tokens: floats([1, 2, 2], [2, 4, 0, 0]),
      x_globals: floats([1, 2], [1, 3]),
    },
  );
  // (1² + 2²) / (1 particle · 2 features), 1² / 2 globals; the weight is not in the value
  expectAllClose(results, { rec_tokens: [2.5], rec_globals: [0.5] });
});

test("events count with their weights, worked by hand", async () => {
  const results = await runTraced(
    (batch) => {
      const reconstruction = { tokens: batch["x_tokens"]!, globals: batch["x_globals"]!, globalsWeight: 1 };
      const { rec_tokens, rec_globals } = lossOf(1).compare(eventTensors(batch), reconstruction);
      return { rec_tokens: rec_tokens!.value, rec_globals: rec_globals!.value };
    },
    {
      tokens: floats([2, 2, 1], [0, 0, 0, 0]),
      ids: integers([2, 2], [1, 1, 1, 0]),
      mask: floats([2, 2], [1, 1, 1, 0]),
      globals: floats([2, 1], [0, 0]),
      weights: floats([2], [0.5, 2]),
      x_tokens: floats([2, 2, 1], [1, 2, 3, 100]),
      x_globals: floats([2, 1], [2, 3]),
    },
  );
  // (0.5 · (1 + 4) + 2 · 9) / 3 particles; (0.5 · 4 + 2 · 9) / 2 events
  expectAllClose(results, { rec_tokens: [20.5 / 3], rec_globals: [10] });
});

test("features count with their weights in what is minimised, not in what is compared between runs", async () => {
  const { rec_tokens, rec_weighted, total } = await runTraced(
    (batch) => {
      const reconstruction = { tokens: batch["x_tokens"]!, globals: null, globalsWeight: 0 };
      const terms = lossOf(5, { eta: 4, phi: 0 }).compare(eventTensors(batch), reconstruction);
      const weighted = Object.values(terms).map(({ value, weight }) => value.mul(weight));
      return {
        ...Object.fromEntries(Object.entries(terms).map(([name, { value }]) => [name, value])),
        total: weighted.reduce((sum, term) => sum.add(term)),
      };
    },
    {
      tokens: floats([1, 1, 5], [0, 0, 0, 0, 0]),
      ids: integers([1, 1], [1]),
      mask: floats([1, 1], [1]),
      globals: floats([1, 1], [0]),
      x_tokens: floats([1, 1, 5], [1, 2, 3, 4, 5]),
    },
  );
  // squares 1, 4, 9, 16, 25; weights 1, 1, 4, 0, 0 of mean 6/5
  expectAllClose(
    { rec_tokens: rec_tokens!, rec_weighted: rec_weighted! },
    { rec_tokens: [11], rec_weighted: [41 / 6] },
  );
  expectAllClose({ total: total! }, { total: rec_weighted! });
});
