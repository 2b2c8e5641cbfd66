/** @file Reports of the recorded runs of the Python system, the broken ones included. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeReport } from "#reports";
import { shared } from "../shared-folder.ts";
import { configOf, outputRoot } from "./sweep.ts";

const golden = shared("golden/reference");
const now = new Date(2026, 0, 2, 3, 4, 5);

function copied(part: string): string {
  const root = outputRoot();
  cpSync(join(golden.path, part), root, { recursive: true, filter: (path) => !/\.(?:pt|h5|png)$/.test(path) });
  return root;
}

test.skipIf(golden.missing)(
  "bottlenecks go by their names, and losses of the globals without their weights",
  async () => {
    const root = copied("outputs");
    const sweep_dir = join(root, "multiruns/exp_20261122-184600_compare_globals_heads");
    const report = await writeReport(configOf(root, "compare_globals_heads", { sweep_dir }), now);
    expect(report.figures).toHaveLength(6);
    const { groups } = JSON.parse(readFileSync(join(report.folder, "training/summary.json"), "utf8"));
    expect(groups.map(({ name }: { name: string }) => name)).toEqual(
      ["none", "linear", "vq"].flatMap((name) => [0, 1, 10].map((beta) => `${name}, β = ${beta}`)),
    );
    expect(groups[0]["loss.rec_globals_best"]).toBeNull();
    expect(groups[1]["loss.rec_globals_best"].mean).toBeCloseTo(12994.7252734375, 6);
    expect(groups[2]["loss.rec_globals_best"].mean).toBeCloseTo(13014.4090625, 6);
  },
);

test.skipIf(golden.missing)("selecting a tokenizer works for runs whose configs call it a latent space", async () => {
  const root = copied("outputs");
  const inputs = { sweep_dir: join(root, "multiruns/exp_*"), select: { tokenizer: ["none", "vq"] } };
  expect(await writeReport(configOf(root, "compare_tokenizers", inputs), now)).toMatchObject({ runs: 12 });
});

test.skipIf(golden.missing)("legacy runs are compared, broken ones told", async () => {
  const root = copied("edge_cases");
  const inputs = { sweep_dir: join(root, "legacy_sweep") };
  const report = await writeReport(
    configOf(root, "compare_tokenizers", inputs, { thresholds: { val_mse: 0.55 } }),
    now,
  );
  expect(report).toMatchObject({ runs: 7, notes: [expect.stringContaining("data sets")] });
  expect(report.figures).toHaveLength(5);
  expect(report.skipped.map(({ code }) => code).sort()).toEqual([
    "incomplete",
    "incomplete",
    "missing-columns",
    "no-scalars",
    "no-validation",
  ]);
});
