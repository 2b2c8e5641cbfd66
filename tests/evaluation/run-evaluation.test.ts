/** @file What `evaluation.json` is made of, for reconstructions with known answers. */
import { expect, test } from "vitest";
import { dataConfig, openEvents } from "#data";
import { evaluateRun } from "#evaluation";

const config = dataConfig.parse({ kind: "synthetic", n_train: 60, n_val: 20, n_test: 40 });
const data = await openEvents(config, { compat: "none", seed: 0 });
const truth = data.transform.invert(data.first("test", 40));
const tested = {
  numbers: { losses: { total: 1 }, metrics: {}, codeCounts: null },
  ...{ truth, reconstruction: truth, errors: new Float32Array(40), generation: null },
};

test("events that come back as they were have no width, no codes, and errors that tell nothing", () => {
  const { particles, codebook, binning, generation, anomaly, events_not_a_number } = evaluateRun(tested, data, null);
  expect(particles["all"]!.pt).toMatchObject({ bias: 0, core: 0, tails: 0 });
  expect([codebook, binning, generation, events_not_a_number]).toEqual([null, null, null, 0]);
  expect(Object.values(anomaly!.signals).map(({ auroc }) => auroc)).toEqual(Array(5).fill(0.5));
});

test("signals go by the names that the events have, and events without numbers are counted", () => {
  const errors = Float32Array.from({ length: 40 }, (_, event) => (event < 3 ? Number.NaN : 1));
  const { anomaly, events_not_a_number } = evaluateRun({ ...tested, errors }, data, [1, 2]);
  expect(Object.keys(anomaly!.signals).sort()).toEqual(["all", "ttW", "ttWW", "ttZ"]);
  expect(events_not_a_number).toBe(3);
  const { signal, background } = anomaly!.signals["all"]!.not_a_number;
  expect(signal + background).toBe(3);
});

test("with codes there are even bins of as many bits to beat, and the use of the codes", () => {
  const codeCounts = new Float64Array(2 * 16).fill(1);
  const metrics = { perplex: 9, codes_used: 32, perplex_stage_0: 8, perplex_stage_1: 10 };
  const { binning, codebook } = evaluateRun(
    { ...tested, numbers: { ...tested.numbers, codeCounts, metrics } },
    data,
    null,
  );
  expect(binning!.bits).toBe(8); // two stages of 16 codes
  expect(binning!.phi).toBeGreaterThan(0.5); // two bits: four bins of a quarter turn
  expect(codebook).toMatchObject({ size: 32, perplexity: 9, codes_used: 32 });
});
