import { expect, test } from "vitest";
import { runEvaluation } from "../../../src/facts/readers/run-evaluation.ts";

test("numbers go by their path, and what is null or a list is left out", () => {
  const anomaly = { background: [1], signals: { 2: { auroc: 0.7 } } };
  const {
    version,
    numbers,
    anomaly: found,
  } = runEvaluation({
    version: 2,
    particles: { all: { pt: { n: 3, core: 0.02 }, e: null } },
    codebook: null,
    split: "test",
    anomaly,
  });
  expect(version).toBe(2);
  expect(numbers).toEqual({
    version: 2,
    "particles.all.pt.n": 3,
    "particles.all.pt.core": 0.02,
    "anomaly.signals.2.auroc": 0.7,
  });
  expect(found).toEqual(anomaly);
});

test("an old evaluation has no anomalies and perhaps no version", () => {
  expect(runEvaluation({ events: 5 })).toMatchObject({ version: null, anomaly: null });
});
