/** @file Models of finished runs, run again by a report. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../run-command.ts";

const small = [
  "data=synthetic",
  "data.n_train=200",
  "data.n_val=80",
  "data.n_test=80",
  "data.train_labels=[1,2]",
  "phase1.trainer.epochs=1",
  "logging.make_plots=false",
  "threads=1",
];

async function folderOfRuns(): Promise<string> {
  const folder = temporaryFolder();
  const bottlenecks = ["phase1/latent_space=none", "phase1/latent_space=vq"];
  for (const [i, bottleneck] of bottlenecks.entries()) {
    const run = [...small, bottleneck, `hydra.run.dir=runs/run${i}`];
    expect(await runCommand("train", run, { folder })).toMatchObject({ exitCode: 0 });
  }
  return folder;
}

const report = (folder: string, ...more: string[]) =>
  runCommand("reports", ["inputs.sweep_dir=runs", "inference.enabled=true", "outputs.which_figures=[]", ...more], {
    folder,
  });

test("a report runs every model on the same true and corrupted events, and says which", async () => {
  const folder = await folderOfRuns();
  const options = ["inference.persist_raw_scores=true", "inference.corruptions.scramble=null"];
  const { exitCode, stderr } = await report(folder, ...options);
  expect(exitCode, stderr).toBe(0);
  const [name] = readdirSync(join(folder, "outputs/reports"));
  const inference = join(folder, "outputs/reports", name!, "inference");
  expect(readdirSync(join(inference, "scores")).sort()).toEqual(["run0.parquet", "run1.parquet"]);
  expect(readdirSync(join(inference, "figures")).sort()).toEqual([
    "figure-auroc_comparison.png",
    "figure-model_comparison_bars.png",
    "figure-reconstruction_error_distributions_run0.png",
    "figure-reconstruction_error_distributions_run1.png",
  ]);
  const summary = JSON.parse(readFileSync(join(inference, "summary.json"), "utf8"));
  for (const [i, run] of ["run0", "run1"].entries()) {
    const kinds = ["baseline", "gaussian_noise", "token_shuffle", "token_drop", "id_swap"];
    expect(Object.keys(summary[run])).toEqual([...kinds, "anomaly"]);
    expect(summary[run].token_shuffle.auroc).toBeGreaterThan(0.5);
    // the same scores as the run's own evaluation has them
    const { anomaly } = JSON.parse(readFileSync(join(folder, `runs/run${i}/evaluation.json`), "utf8"));
    expect(summary[run].anomaly.signals.all.auroc).toBeCloseTo(anomaly.signals.all.auroc, 3);
    expect(summary[run].anomaly.background).toEqual([1, 2]);
  }
  const manifest = readFileSync(join(folder, "outputs/reports", name!, "manifest.yaml"), "utf8");
  expect(manifest).toMatch(/inference:\n {2}split: test\n/);
  expect(manifest).toContain("  events: 80\n");

  rmSync(join(folder, "runs/run1/best_val.pt"));
  const without = await report(folder);
  expect(without).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("the run has no best_val.pt") });
  rmSync(join(folder, "runs/run0/best_val.pt"));
  rmSync(join(folder, "outputs"), { recursive: true });
  const none = await report(folder);
  expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("inference.enabled=false") });
  expect(existsSync(join(folder, "outputs/reports")) ? readdirSync(join(folder, "outputs/reports")) : []).toEqual([]);
});
