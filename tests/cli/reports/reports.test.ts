/** @file `thesis-report` end to end, on runs that are there already. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeSweep } from "../../reports/sweep.ts";
import { runCommand, temporaryFolder } from "../run-command.ts";

test("a pattern of runs becomes a report, and nothing else is made", async () => {
  const folder = temporaryFolder();
  await makeSweep(join(folder, "outputs"), [0]);
  const args = ["--config-name", "compare_globals_heads", "inputs.run_dirs=[outputs/runs/run_*]"];
  const { exitCode, stdout, stderr } = await runCommand("reports", args, { folder });
  expect(exitCode, stderr).toBe(0);
  const [report, ...others] = readdirSync(join(folder, "outputs/reports"));
  expect(others).toEqual([]);
  expect(report).toMatch(/^report_\d{8}-\d{6}_compare_globals_heads$/);
  expect(stdout).toContain(`report: outputs/reports/${report}\n`);
  expect(readdirSync(join(folder, "outputs/reports", report!)).sort()).toEqual([
    "manifest.yaml",
    "report.html",
    "training",
  ]);
  expect(readdirSync(folder)).toEqual(["outputs"]);
  expect(readFileSync(join(folder, "outputs/runs/run_20260101-000000_test_job0/report_pointer.txt"), "utf8")).toBe(
    `${report}\n`,
  );
});

test.each([
  ["a sweep that is not there", ["inputs.sweep_dir=outputs/multiruns/exp_*"], "no folder matches"],
  ["no runs at all", [], "inputs.sweep_dir or by inputs.run_dirs"],
  ["a figure that is none", ["inputs.run_dirs=[a]", "outputs.which_figures=[paretto]"], "no figure called"],
  ["a key that is none", ["inputs.sweep=a"], "inputs.sweep"],
])("says what is wrong in a few lines: %s", async (_, args, words) => {
  const folder = temporaryFolder();
  const { exitCode, stderr } = await runCommand("reports", ["--config-name", "compare_tokenizers", ...args], {
    folder,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/^\s+at /m);
  const reports = join(folder, "outputs/reports");
  expect(existsSync(reports) ? readdirSync(reports) : []).toEqual([]);
});
