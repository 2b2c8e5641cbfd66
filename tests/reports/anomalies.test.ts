/** @file Curves and distributions of anomaly scores, of made-up scores with known answers. */
import { expect, test } from "vitest";
import { anomalyScores } from "#evaluation";
import { loadRuns } from "#facts";
import { renderSvg } from "#figures";
import { RandomStream } from "#utils/seed.ts";
import type { Material } from "../../src/reports/analyses/analysis.ts";
import { improvementCurves, rocCurves, scoreDistributions } from "../../src/reports/plots/anomalies.ts";
import { groupRuns } from "../../src/reports/run-groups.ts";
import { configOf, makeSweep, outputRoot } from "./sweep.ts";

/** Log-normal scores of three classes, of which the third lies a deviation higher. */
function scoresOf(run: number, events: number) {
  const random = RandomStream.of(run, "scores");
  const labels = Int32Array.from({ length: events }, (_, event) => 1 + (event % 3));
  const errors = Float32Array.from(labels, (label) => Math.exp(random.normal() + (label === 3 ? 1 : 0)));
  return {
    run,
    summaries: new Map(),
    anomaly: anomalyScores({ errors, labels }, [1, 2], { 1: "ttW", 3: "tttt" }),
    errors,
    labels,
  };
}

async function material(seeds: readonly number[], events = 900): Promise<Material> {
  const root = outputRoot();
  const inputs = { sweep_dir: await makeSweep(root, seeds) };
  const tables = await loadRuns(inputs);
  const inference = { runs: tables.runs.map((_, run) => scoresOf(run, events)), leftOut: [], corruptions: [] };
  return { tables, groups: groupRuns(tables), config: configOf(root, "anomaly_detection", inputs), inference };
}

test.each([
  ["roc", rocCurves],
  ["significance_improvement", improvementCurves],
  ["score_distributions", scoreDistributions],
])("%s is drawn as it was", async (name, draw) => {
  const drawing = draw(await material([0, 1]));
  if (!("figure" in drawing)) throw new Error(drawing.nothing);
  await expect(await renderSvg(drawing.figure)).toMatchFileSnapshot(`golden/${name}.svg`);
});

test("the curve of two Gaussians a deviation apart lies on the one worked out, within its band", async () => {
  const drawing = rocCurves(await material([0], 6000));
  if (!("figure" in drawing)) throw new Error(drawing.nothing);
  const { layers } = drawing.figure.panels[0]!;
  const [line, band] = [layers.find(({ kind }) => kind === "line"), layers.find(({ kind }) => kind === "band")];
  if (line?.kind !== "line" || band?.kind !== "band") throw new Error("no curve");
  const half = Array.from(line.x).findIndex((efficiency) => efficiency === 0.5);
  // half of the signal lies above its median, where the background has 1 - Φ(1) = 0.1587 left
  expect(line.y[half]! * 0.1587).toBeGreaterThan(0.88);
  expect(line.y[half]! * 0.1587).toBeLessThan(1.12);
  expect(band.low[half]).toBeLessThanOrEqual(line.y[half]!);
  expect(band.high[half]).toBeGreaterThanOrEqual(line.y[half]!);
  expect(line.y[49]).toBeCloseTo(1, 1);
});
