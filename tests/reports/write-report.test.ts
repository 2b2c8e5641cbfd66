import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readYaml } from "#config";
import { writeReport } from "#reports";
import { configOf, makeSweep, outputRoot } from "./sweep.ts";

const analyses = {
  compare_tokenizers: [
    "val_mse_vs_time",
    "pareto_error_vs_compression",
    "vq_perplexity_boxplot",
    "throughput_vs_best_val",
    "time_to_threshold",
  ],
  compare_globals_heads: [
    "grid_best_val_loss",
    "grid_best_rec_tokens",
    "grid_best_rec_globals",
    "tradeoff_scatter",
    "all_val_curves",
    "all_train_curves",
  ],
  sweep_overview: ["effects", "error_by_axis"],
  tokenizer_scorecard: [
    "error_vs_bits",
    "resolution_vs_bits",
    "resolutions",
    "code_use",
    "perplexity_over_epochs",
    "resolution_vs_flops",
    "latency",
  ],
};
const now = new Date(2026, 0, 2, 3, 4, 5);

test.each(Object.entries(analyses))("%s draws every figure it has, as they were", async (analysis, figures) => {
  const root = outputRoot();
  const config = configOf(
    root,
    analysis,
    { sweep_dir: await makeSweep(root) },
    {
      outputs: { fig_format: "svg" },
      thresholds: { val_mse: 0.5 },
    },
  );
  const report = await writeReport(config, now);
  expect(report).toMatchObject({ id: `report_20260102-030405_${analysis}`, runs: 12, skipped: [], notes: [] });
  expect(report.figures).toEqual(figures.map((name) => `training/figures/figure-${name}.svg`));
  for (const name of figures) {
    const svg = readFileSync(join(report.folder, "training/figures", `figure-${name}.svg`), "utf8");
    await expect(svg).toMatchFileSnapshot(`golden/${name}.svg`);
  }
});

test("anomaly detection takes the numbers of the runs' evaluations where no model is run again", async () => {
  const root = outputRoot();
  const inputs = { sweep_dir: await makeSweep(root) };
  const report = await writeReport(
    configOf(root, "anomaly_detection", inputs, { outputs: { fig_format: "svg" } }),
    now,
  );
  const drawn = ["auroc_by_class", "rejection_by_class", "significance_by_class"];
  expect(report.figures).toEqual(drawn.map((name) => `inference/figures/figure-${name}.svg`));
  expect(report.notes).toEqual(
    ["roc", "significance_improvement", "score_distributions"].map((name) =>
      expect.stringMatching(new RegExp(`^${name} was not drawn: .*inference.enabled=true`)),
    ),
  );
  for (const name of drawn) {
    const svg = readFileSync(join(report.folder, "inference/figures", `figure-${name}.svg`), "utf8");
    await expect(svg).toMatchFileSnapshot(`golden/${name}.svg`);
  }
});

test("anomaly detection is refused for runs whose events are all of one kind", async () => {
  const root = outputRoot();
  const runs = await makeSweep(root, [0]);
  for (const run of readdirSync(runs)) rmSync(join(runs, run, "evaluation.json"));
  const config = configOf(root, "anomaly_detection", { sweep_dir: runs });
  await expect(writeReport(config, now)).rejects.toMatchObject({ code: "reports/no-anomalies" });
});

test("evaluations of different rules are told, and their numbers stand in the summaries", async () => {
  const root = outputRoot();
  const runs = await makeSweep(root);
  const path = join(runs, "run_20260101-000000_test_job0/evaluation.json");
  writeFileSync(path, readFileSync(path, "utf8").replace('"version":2', '"version":1'));
  const config = configOf(root, "tokenizer_scorecard", { sweep_dir: runs }, { outputs: { which_figures: [] } });
  const { folder, notes } = await writeReport(config, now);
  expect(notes).toEqual([expect.stringContaining("versions 1 and 2")]);
  const header = readFileSync(join(folder, "training/summary.csv"), "utf8").split("\n")[0]!;
  for (const name of ["particles.jet.pt.core", "codebook.bits_per_event", "parameters", "latency_ms.batch_1.median"]) {
    expect(header.split(",")).toContain(`evaluation.${name}`);
  }
  const { groups } = JSON.parse(readFileSync(join(folder, "training/summary.json"), "utf8"));
  // seeds of 1 and 1.1 times 2 %
  expect(groups[0].evaluation["particles.all.pt.core"].mean).toBeCloseTo(0.021, 12);
});

test("the summaries hold every run and every group with its spread over the seeds", async () => {
  const root = outputRoot();
  const { folder } = await writeReport(
    configOf(root, "compare_tokenizers", { sweep_dir: await makeSweep(root) }, { outputs: { which_figures: [] } }),
    now,
  );
  const [header, ...rows] = readFileSync(join(folder, "training/summary.csv"), "utf8").trimEnd().split("\n");
  expect(header).toMatch(
    /^run_dir,encoder,tokenizer,seed,latent_dim,codebook_size,dataset_name,config_sha1,git_commit,epochs,/,
  );
  expect(rows).toHaveLength(12);
  const summary = JSON.parse(readFileSync(join(folder, "training/summary.json"), "utf8"));
  expect(summary).toMatchObject({ summary_schema_version: 1, analysis: "compare_tokenizers", skipped: [] });
  expect(summary.sweep_params).toEqual({ tokenizer: ["none", "linear", "vq"], globals_beta: [1, 10] });
  expect(summary.groups).toHaveLength(6);
  // seeds of 1 and 1.1 times the error 1 / 5 of the last epoch
  const [first] = summary.groups;
  expect(first).toMatchObject({ name: "none, β = 1", seeds: [0, 1], "loss.recon_best": { n: 2 } });
  expect(first["loss.recon_best"].mean).toBeCloseTo(0.21, 12);
  expect(first["loss.recon_best"].std).toBeCloseTo(0.02 / Math.SQRT2, 12);
});

test("the manifest says where the numbers come from, in YAML that others read", async () => {
  const root = outputRoot();
  const runs = await makeSweep(root, [0]);
  const { folder, id } = await writeReport(
    configOf(root, "compare_tokenizers", { sweep_dir: runs }, { outputs: { which_figures: [] } }),
    now,
  );
  const text = readFileSync(join(folder, "manifest.yaml"), "utf8");
  expect(readYaml(text, "manifest.yaml")).toBeDefined();
  expect(text).toContain(`report_id: ${id}\n`);
  expect(text).toContain("sha256: ff00\n");
  expect(text).toMatch(/git_commit: (?:null|"?[0-9a-f]{40}"?)\n/);
});

test("runs point back to every report once", async () => {
  const root = outputRoot();
  const runs = await makeSweep(root, [0]);
  const pointer = join(runs, "run_20260101-000000_test_job0/report_pointer.txt");
  writeFileSync(pointer, "an_older_report"); // its line has no end
  const config = configOf(root, "compare_tokenizers", { sweep_dir: runs }, { outputs: { which_figures: [] } });
  const [first, second] = [await writeReport(config, now), await writeReport(config, now)];
  expect(second.id).toBe("report_20260102-030406_compare_tokenizers"); // two in one second never share a folder
  expect(readFileSync(pointer, "utf8")).toBe(`an_older_report\n${first.id}\n${second.id}\n`);
});

test.skipIf(process.getuid?.() === 0)("a run that is read-only is reported all the same", async () => {
  const root = outputRoot();
  const runs = await makeSweep(root, [0]);
  chmodSync(join(runs, "run_20260101-000000_test_job0"), 0o555);
  const config = configOf(root, "compare_tokenizers", { sweep_dir: runs }, { outputs: { which_figures: [] } });
  expect((await writeReport(config, now)).notes).toEqual([expect.stringContaining("no link back")]);
});

test("runs are selected by the values of any axis", async () => {
  const root = outputRoot();
  const select = { tokenizer: ["none", "vq"], seed: 1, globals_beta: [10] };
  const config = configOf(root, "compare_tokenizers", { sweep_dir: await makeSweep(root), select });
  const report = await writeReport(config, now);
  expect(report.runs).toBe(2);
});

test.each([
  ["reports/unknown-axis", { select: { tokeniser: "vq" } }],
  ["reports/nothing-selected", { select: { tokenizer: "vqq" } }],
  ["facts/no-sweep", { sweep_dir: "/nowhere" }],
])("a report that fails leaves nothing behind: %s", async (code, inputs) => {
  const root = outputRoot();
  const sweep_dir = await makeSweep(root, [0]);
  const config = configOf(root, "compare_tokenizers", { sweep_dir, ...inputs });
  await expect(writeReport(config, now)).rejects.toMatchObject({ code });
  expect(existsSync(join(root, "reports"))).toBe(false);
});

test("a report that fails while it is drawn leaves nothing behind", async () => {
  const root = outputRoot();
  const config = configOf(root, "compare_tokenizers", { sweep_dir: await makeSweep(root, [0]) });
  const broken = Object.defineProperty({ ...config }, "thresholds", {
    get: () => {
      throw new Error("while drawing");
    },
  });
  await expect(writeReport(broken, now)).rejects.toThrow("while drawing");
  expect(existsSync(join(root, "reports"))).toBe(false);
  mkdirSync(join(root, "reports"));
  await expect(writeReport(broken, now)).rejects.toThrow("while drawing");
  expect(readdirSync(join(root, "reports"))).toEqual([]);
});

test("a name that is no figure is refused before any run is read", async () => {
  const config = configOf(
    "out",
    "compare_tokenizers",
    { sweep_dir: "nowhere" },
    { outputs: { which_figures: ["pareto"] } },
  );
  await expect(writeReport(config, now)).rejects.toMatchObject({ code: "reports/unknown-figure" });
  await expect(writeReport({ ...config, analysis: "compare" }, now)).rejects.toMatchObject({
    code: "reports/unknown-analysis",
  });
});

test("a folder without a run is refused with what was looked for, and with the place that has some", async () => {
  const root = outputRoot();
  mkdirSync(join(root, "empty"));
  const empty = configOf(root, "compare_tokenizers", { sweep_dir: join(root, "empty") });
  await expect(writeReport(empty, now)).rejects.toMatchObject({
    code: "reports/no-runs",
    message: expect.stringMatching(/\.hydra\/config\.yaml or facts\/[\s\S]*where: inputs\.sweep_dir: .*empty/),
  });
  const runs = await makeSweep(root, [0]);
  await expect(writeReport(configOf(root, "compare_tokenizers", { sweep_dir: root }), now)).rejects.toMatchObject({
    code: "reports/no-runs",
    message: expect.stringContaining(`there are 6 in ${runs}\n`),
  });
  const run_dirs = [join(runs, "run_20260101-000000_test_jpb3")];
  await expect(writeReport(configOf(root, "compare_tokenizers", { run_dirs }), now)).rejects.toMatchObject({
    code: "reports/no-runs",
    message: expect.stringMatching(/there is no such folder[\s\S]*try: {3}'inputs\.run_dirs=\[.*_job\d\]'$/),
  });
});

test("a selection that keeps nothing is answered with the value that is near", async () => {
  const root = outputRoot();
  const inputs = { sweep_dir: await makeSweep(root, [0]), select: { tokenizer: "vqq" } };
  await expect(writeReport(configOf(root, "compare_tokenizers", inputs), now)).rejects.toMatchObject({
    code: "reports/nothing-selected",
    message: expect.stringMatching(
      /tokenizer=vqq \(there is linear, none, vq\)[\s\S]*try: {3}inputs\.select\.tokenizer=vq$/,
    ),
  });
});

test("where reports cannot be written it says so, and nothing is left", async () => {
  const root = outputRoot();
  const inputs = { sweep_dir: await makeSweep(root, [0]) };
  const file = join(root, "a-file");
  writeFileSync(file, "");
  await expect(writeReport(configOf(file, "compare_tokenizers", inputs), now)).rejects.toMatchObject({
    code: "reports/unwritable-folder",
  });
  expect(readdirSync(root).sort()).toEqual(["a-file", "runs"]);
});

test("reports that are written in the same second at the same time are all whole", async () => {
  const root = outputRoot();
  const config = configOf(
    root,
    "compare_tokenizers",
    { sweep_dir: await makeSweep(root, [0]) },
    { outputs: { which_figures: ["throughput_vs_best_val"] } },
  );
  const reports = await Promise.all(Array.from({ length: 4 }, () => writeReport(config, now)));
  const ids = reports.map(({ id }) => id).sort();
  expect(ids).toEqual([5, 6, 7, 8].map((second) => `report_20260102-03040${second}_compare_tokenizers`));
  expect(readdirSync(join(root, "reports")).sort()).toEqual(ids);
  for (const { folder, id } of reports) {
    expect(readdirSync(folder).sort()).toEqual(["manifest.yaml", "report.html", "training"]);
    expect(readFileSync(join(folder, "manifest.yaml"), "utf8")).toContain(`report_id: ${id}\n`);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain(id);
  }
});

test("figures are written in every format that is asked for", async () => {
  const root = outputRoot();
  const sweep_dir = await makeSweep(root, [0]);
  const outputs = { which_figures: ["throughput_vs_best_val"] };
  const figures = { formats: ["svg", "pdf"], width: "column", label: "ATLAS Work in Progress" };
  const config = configOf(root, "compare_tokenizers", { sweep_dir }, { outputs, figures });
  const report = await writeReport(config, now);
  expect(report.figures).toEqual(["svg", "pdf"].map((end) => `training/figures/figure-throughput_vs_best_val.${end}`));
  expect(readFileSync(join(report.folder, report.figures[0]!), "utf8")).toContain(">ATLAS<");
  const one = { ...outputs, fig_format: "svg" }; // as configs of the Python system say it
  expect(
    (await writeReport(configOf(root, "compare_tokenizers", { sweep_dir }, { outputs: one }), now)).figures,
  ).toEqual(["training/figures/figure-throughput_vs_best_val.svg"]);
});
