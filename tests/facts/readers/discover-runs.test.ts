import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { discoverRuns } from "#facts";
import { pythonRun, temporaryFolder, writeFiles } from "./run-folders.ts";

function outputs(...runs: readonly string[]): string {
  const folder = temporaryFolder();
  for (const run of runs) pythonRun(join(folder, run));
  return folder;
}

test("a sweep's runs are those of its whole name, job 2 before job 10", () => {
  const folder = outputs(
    ...["a_job10", "a_job2", "a_more_job0", "b_job0"].map((name) => `runs/run_20260101-000000_${name}`),
    "runs/x_run_20260101-000000_a_job3",
  );
  writeFiles(folder, { "multiruns/exp_20260101-000000_a/multirun.yaml": "experiment:\n  name: a\n" });
  const { runs } = discoverRuns({ sweep_dir: join(folder, "multiruns/exp_20260101-000000_a/") });
  expect(runs.map((run) => relative(folder, run))).toEqual([
    "runs/run_20260101-000000_a_job2",
    "runs/run_20260101-000000_a_job10",
  ]);
});

test("a sweep whose jobs are called after their values finds them all", () => {
  const folder = outputs(
    ...["ae_none_job0", "ae_vq_job1", "other_job0"].map((name) => `runs/run_20260101-000000_${name}`),
  );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of a config
  const plan = "experiment:\n  name: ${loop}_${phase1.latent_space.kind}\n".replace("${loop}", "ae");
  writeFiles(folder, { "multiruns/exp_20260101-000000_ae_none/multirun.yaml": plan });
  const { runs } = discoverRuns({ sweep_dir: join(folder, "multiruns/exp_20260101-000000_ae_none") });
  expect(runs).toHaveLength(2);
});

test("a sweep with a plan has the runs that its plan names, wherever they are, and no others; those that are not there are told", () => {
  const folder = outputs("runs/run_20260101-000000_a_job0_2", "runs/run_20260101-000000_a_job0", "elsewhere/b");
  const points = ["../../elsewhere/b", "../../runs/run_20260101-000000_a_job0_2", "../../runs/not_begun"];
  const manifest = JSON.stringify({ schema_version: 1, points: points.map((run, number) => ({ number, run })) });
  writeFiles(folder, { "multiruns/exp_20260101-000000_a/manifest.json": manifest });
  const { runs, skipped } = discoverRuns({ sweep_dir: join(folder, "multiruns/exp_20260101-000000_a") });
  expect(runs.map((run) => relative(folder, run))).toEqual(["elsewhere/b", "runs/run_20260101-000000_a_job0_2"]);
  expect(skipped.map(({ run_dir, code }) => [relative(folder, run_dir), code])).toEqual([
    ["runs/not_begun", "missing"],
  ]);
});

test("patterns name several sweeps at once, in the order of their names", () => {
  const folder = outputs("multiruns/exp_2/1", "multiruns/exp_2/0", "multiruns/exp_10/0", "multiruns/other/0");
  const { runs } = discoverRuns({ sweep_dir: join(folder, "multiruns/exp_*/") });
  expect(runs.map((run) => relative(join(folder, "multiruns"), run))).toEqual(["exp_2/0", "exp_2/1", "exp_10/0"]);
});

test("explicit runs keep their order, each stands once, and what is no run is told", () => {
  const folder = outputs("b", "a");
  writeFiles(folder, { "empty/readme.txt": "", "file.txt": "" });
  symlinkSync(join(folder, "b"), join(folder, "link"));
  const paths = ["b", "a", "b", "link", "empty", "file.txt", "nowhere"].map((name) => join(folder, name));
  const { runs, skipped } = discoverRuns({ run_dirs: paths });
  expect(runs.map((run) => relative(folder, run))).toEqual(["b", "a"]);
  expect(skipped.map(({ code }) => code)).toEqual(["not-a-run", "not-a-folder", "missing"]);
});

test.each([[{}], [{ sweep_dir: "a", run_dirs: ["b"] }], [{ run_dirs: [] }]])("refuses none or both: %j", (inputs) => {
  expect(() => discoverRuns(inputs)).toThrow(expect.objectContaining({ code: "facts/inputs" }));
});

test.each(["nowhere", "exp_*"])("refuses a sweep that is not there: %s", (sweep) => {
  const folder = temporaryFolder();
  expect(() => discoverRuns({ sweep_dir: join(folder, sweep) })).toThrow(
    expect.objectContaining({ code: "facts/no-sweep" }),
  );
});
