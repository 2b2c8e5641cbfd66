/** @file What errors of `thesis-report` advise to type: it is what was meant, and it works. */
import { expect, test } from "vitest";
import { runApplication } from "#config";
import { reportApplication } from "../../../src/cli/reports/application.ts";
import { adviceOn, followed, type RunWords } from "../follow-advice.ts";

/** Composed and checked as for a report, and none is written. */
const run: RunWords = async (words) => {
  let stderr = "";
  const exitCode = await runApplication(reportApplication({ write: () => {} }), [...words, "--dry-run"], {
    stdout: () => {},
    stderr: (text) => {
      stderr += text;
    },
    environment: process.env,
    now: new Date(2026, 10, 22),
  });
  return { exitCode, stderr };
};

const runs = "inputs.sweep_dir=outputs/runs";

test.each([
  [["compare_tokenizers", runs], "--config-name compare_tokenizers"],
  [["sweep_overview", runs], "--config-name sweep_overview"],
  [["sweep_overveiw", runs], "--config-name sweep_overview"],
  [["--config-name", "compare_tokenizer", runs], "--config-name compare_tokenizers"],
  [["inputs.run_dirs=run"], "'inputs.run_dirs=[run]'"],
  [["inputs.run_dirs=a,b"], "'inputs.run_dirs=[a,b]'"],
  [["inputs.sweep=a"], "inputs.sweep_dir=a"],
  [[runs, "inputs.select={sed:[0]}"], "'inputs.select={seed:[0]}'"],
  [[runs, "outputs.which_figures=pareto"], "'outputs.which_figures=[pareto]'"],
  [[runs, "outputs.which_figures=[paretto]"], "'outputs.which_figures=[pareto_error_vs_compression]'"],
  [[runs, "figures.width=colum"], "figures.width=column"],
  [[runs, "figures.formats=jpg"], "'figures.formats=[png]'"],
  [[runs, "outputs.dpi=2000"], "outputs.dpi=1200"],
  [[runs, "compat=ref"], "compat=reference"],
  [[runs, "inference.enabled=yes"], "inference.enabled=true"],
])("%j is answered with %s, which works", async (mistake, wanted) => {
  const { fixes, stderr } = await adviceOn(run, mistake);
  expect(fixes, stderr).toContain(wanted);
  // a figure that is no figure was asked for: the list that is advised is only right in its form
  if (wanted.includes("[pareto]")) return;
  const words = followed(wanted, "thesis-report", mistake.includes(runs) ? [runs] : []);
  expect(await run(words)).toMatchObject({ exitCode: 0 });
});

test("without runs the way to some is told", async () => {
  const { code, fixes } = await adviceOn(run, ["env.output_root=/nowhere"]);
  expect(code).toBe("reports/no-inputs");
  expect(fixes).toEqual(["thesis-train --multirun phase1/latent_space=none,vq"]);
});
