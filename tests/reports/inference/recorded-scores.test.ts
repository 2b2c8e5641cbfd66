/** @file The scores of recorded checkpoints on recorded events, true and corrupted, against those of the Python system. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { auroc } from "#evaluation";
import { loadRuns } from "#facts";
import { settingsOf } from "../../../src/reports/inference/run-settings.ts";
import { momentsOf } from "../../../src/reports/inference/score-summary.ts";
import { StoredModel } from "../../../src/reports/inference/stored-model.ts";
import { openTestEvents } from "../../../src/reports/inference/test-events.ts";
import { shared } from "../../shared-folder.ts";

const golden = shared("golden/reference");
const REPORT = "report_20261122-185524_compare_globals_heads";
const inGolden = (...path: string[]) => join(golden.path, ...path);

test.skipIf(golden.missing)("every model scores recorded events as the Python system did", async () => {
  const inputs = await readCheckpoint(inGolden("inference_raw", REPORT, "inputs.safetensors"));
  const floats = (tensors: typeof inputs, name: string) => Float32Array.from(tensors.get(name)!.data as Float32Array);
  const integers = (name: string) => Int32Array.from(inputs.get(name)!.data as BigInt64Array, Number);
  const summary = JSON.parse(readFileSync(inGolden("outputs/reports", REPORT, "inference/summary.json"), "utf8"));
  const { runs } = await loadRuns({
    sweep_dir: inGolden("outputs/multiruns/exp_20261122-184700_compare_globals_heads"),
  });
  expect(runs).toHaveLength(9);
  const wish = { dataPath: inGolden("events_small.h5"), maxSamples: 300, compat: "reference" } as const;
  const opened = await openTestEvents(settingsOf(runs[0]!), wish);
  const seen = opened.seen(opened.events);
  const tokens = floats(inputs, "tokens_cont");
  expect(Math.max(...seen.tokens.map((value, i) => Math.abs(value - tokens[i]!)))).toBeLessThan(1e-6);

  for (const row of runs) {
    const recorded = await readCheckpoint(inGolden("inference_raw", REPORT, `${row.name}.safetensors`));
    const versions = {
      baseline: { ...seen, tokens },
      gaussian_noise: { ...seen, tokens: floats(recorded, "gaussian_noise.tokens_cont") },
      token_shuffle: {
        ...seen,
        tokens: floats(inputs, "token_shuffle.tokens_cont"),
        ids: integers("token_shuffle.tokens_id"),
      },
    };
    const model = await StoredModel.open(row.run_dir, settingsOf(row), opened);
    for (const [name, batch] of Object.entries(versions)) {
      const ours = await model.score(batch, "reference");
      for (const score of ["mse", "mae"] as const) {
        const theirs = floats(recorded, `${name}.${score}`);
        const worst = Math.max(...ours[score].map((value, i) => Math.abs(value - theirs[i]!) / theirs[i]!));
        expect(worst, `${row.name} ${name} ${score}`).toBeLessThan(2e-4); // of events far below the mean error
        const moments = momentsOf(theirs);
        for (const [moment, value] of Object.entries(moments)) {
          const expected = summary[row.name][name][`${score}_${moment}`];
          expect(Math.abs(value - expected) / expected, `${row.name} ${name} ${score}_${moment}`).toBeLessThan(1e-6);
        }
        const [own, expected] = [momentsOf(ours[score]).mean, moments.mean];
        expect(Math.abs(own - expected) / expected, `${row.name} ${name} mean ${score}`).toBeLessThan(1e-5);
      }
      if (name === "baseline") continue;
      const area = auroc(floats(recorded, `${name}.mse`), floats(recorded, "baseline.mse"));
      expect(area, `${row.name} ${name}`).toBeCloseTo(summary[row.name][name].auroc, 12);
    }
    await model[Symbol.asyncDispose]();
  }
});
