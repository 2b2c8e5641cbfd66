/**
 * @file What the reports of the Python system made of recorded runs, against what ours make of them: every call of
 * `expected_reports.json`, its tables and its manifest value by value. Where the reference's answer is one of its known bugs
 * the right one is asserted (`quirks.mjs`).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { loadRuns } from "#facts";
import { reportConfig, writeReport } from "#reports";
import { copyOfRuns } from "./copy-of-runs.mjs";
import { checkInference } from "./inference.mjs";
import { sha1OfConfig } from "./quirks.mjs";
import {
  rightCheckpoint,
  rightDatasets,
  rightOutcome,
  rightReportCell,
  rightRows,
  rightSweepParams,
  tokenizerOf,
} from "./report-quirks.mjs";

/** Names of figures that have another one here. */
const RENAMED = { tradeoff: "tradeoff_scatter" };
/** Relative: means are added in another order. */
const TOLERANCE = 1e-12;
/** Of scores in single precision. */
const SCORE_TOLERANCE = 1e-5;
const NOW = new Date(2026, 0, 2, 3, 4, 5);

/** @param folder is only read: the reports are written in a copy of its runs */
export async function checkReports(folder, tally) {
  const calls = ["", "edge_cases"].flatMap((part) => {
    const path = join(folder, part, "expected_reports.json");
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
  });
  if (calls.length === 0) return;
  const copy = copyOfRuns(folder);
  const before = process.cwd();
  process.chdir(copy); // the paths in calls, runs and configs are relative to the folder
  try {
    for (const call of calls) {
      const { report } = call;
      await counted(`${call.report_id ?? report} runs through`, tally, () => checkCall(folder, call, tally));
    }
    await counted("inference runs through", tally, () => checkInference(folder, calls, tally));
  } finally {
    process.chdir(before);
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A check that cannot even be made is one that failed, and stops no other. */
async function counted(name, tally, check) {
  const error = await check().catch((cause) => cause);
  tally.equal(name, error === undefined ? "to its end" : String(error.stack ?? error), "to its end");
}

/** The config of a recorded call, by dotted keys, with more of them. */
export function configOf({ report, overrides }, more = {}) {
  const config = { analysis: report, env: { output_root: "outputs" }, outputs: { dpi: 50 } };
  for (const [key, value] of Object.entries({ ...overrides, ...more })) {
    const names = key.split(".");
    const last = names.pop();
    let at = config;
    for (const name of names) at = at[name] ??= {};
    at[last] = value;
  }
  return reportConfig.parse(config);
}

async function checkCall(folder, call, tally) {
  const name = call.report_id ?? `${call.report} ${JSON.stringify(call.overrides)}`;
  const { runs } = await loadRuns(configOf(call).inputs);
  const missing = call.overrides["inference.enabled"] ? missingEvents(runs) : [];
  for (const path of missing) console.log(`skipped ${name} inference: there is no ${path}`);
  // scores are compared where both systems sum over features
  const config = configOf(call, { compat: "reference", ...(missing.length > 0 && { "inference.enabled": false }) });
  const outcome = rightOutcome(call, runs);
  const { report, error } = await attempt(config);
  tally.equal(`${name} ends`, error ? (error.code ?? String(error)) : "complete", outcome.right, outcome.quirks);
  await checkNothingLeft(config, name, tally);
  if (!report) return;
  await checkIds(report, config, name, tally);
  const recorded = join(folder, config.env.output_root, "reports", call.report_id);
  const rows = rightRows(call, runs);
  const paths = rows.right.map(({ run_dir }) => run_dir);
  checkFigures(call, report, { name, quirks: outcome.quirks, inferred: config.inference.enabled }, tally);
  checkTable(recorded, report, { name, paths, quirks: [...outcome.quirks, ...rows.quirks] }, tally);
  checkSummary(recorded, report, { name, call, rows: rows.right }, tally);
  checkManifest(recorded, report, { name, paths, config }, tally);
  if (config.inference.enabled) checkScores(recorded, report, name, tally);
}

/** Files of events that a folder was recorded without. */
export function missingEvents(runs) {
  const paths = new Set(runs.map(({ dataset_name }) => dataset_name));
  return [...paths].filter((path) => path !== null && !existsSync(path));
}

async function attempt(config) {
  try {
    return { report: await writeReport(config, NOW) };
  } catch (error) {
    return { error };
  }
}

/** I9: of a report that fails in the middle nothing stays. */
async function checkNothingLeft(config, name, tally) {
  const folder = join(config.env.output_root, "reports");
  const list = () => (existsSync(folder) ? readdirSync(folder).join() : "");
  const before = list();
  const inference = { ...config.inference, enabled: true, data_path: "there/is/no/such/file.h5" };
  const { error } = await attempt({ ...config, inference });
  tally.equal(`${name} without its events fails`, error?.code?.startsWith("reports/"), true);
  tally.equal(`${name} that failed left`, list(), before, ["I9"]);
}

/** I9: a second report of the same second has a name of its own. */
async function checkIds({ id }, config, name, tally) {
  const { report } = await attempt({ ...config, inference: { ...config.inference, enabled: false } });
  tally.equal(`${name} again in the same second`, report !== undefined && report.id !== id, true, ["I9"]);
}

function checkFigures({ files }, { figures, folder }, { name, quirks, inferred }, tally) {
  const ours = new Set(figures.map((path) => basename(path)));
  for (const file of files.filter((path) => path.endsWith(".png") && (inferred || !path.startsWith("inference/")))) {
    const figure = /figure-(.+)\.png$/.exec(file)[1];
    tally.equal(`${name} figure ${figure}`, ours.has(`figure-${RENAMED[figure] ?? figure}.png`), true, quirks);
  }
  const { figures_not_drawn } = JSON.parse(readFileSync(join(folder, "training/summary.json"), "utf8"));
  const wasSkipped = Object.keys(figures_not_drawn).includes("vq_perplexity_boxplot");
  const hasCodes = tableOf(join(folder, "training/summary.csv")).some((row) => row.tokenizer === "vq");
  if (ours.has("figure-vq_perplexity_boxplot.png") || wasSkipped) {
    const reference = files.some((path) => path.includes("vq_perplexity_boxplot"));
    tally.equal(`${name} perplexity drawn`, !wasSkipped, hasCodes, reference === hasCodes ? [] : ["I1"]);
  }
}

function checkTable(recorded, { folder }, { name, paths, quirks }, tally) {
  const ours = tableOf(join(folder, "training/summary.csv"));
  tally.equal(`${name} rows`, ours.map(({ run_dir }) => run_dir).join(), paths.join(), quirks);
  const path = join(recorded, "training/summary.csv");
  if (!existsSync(path)) return;
  for (const record of tableOf(path)) {
    const row = ours.find(({ run_dir }) => run_dir === record.run_dir);
    for (const column of Object.keys(record)) {
      if (column === "run_dir" || row === undefined) continue;
      const { right, quirks } = rightReportCell(record, column);
      const cell = row[column] ?? row[column.replace(/^\++/, "")] ?? null;
      tally.close(`${name} ${record.run_dir} ${column}`, cell, right, TOLERANCE, quirks);
    }
  }
}

function checkSummary(recorded, { folder }, { name, call, rows }, tally) {
  const ours = JSON.parse(readFileSync(join(folder, "training/summary.json"), "utf8"));
  const tokenizers = [...new Set(rows.map(tokenizerOf))].sort().join();
  const found = [...new Set(ours.groups.map(({ tokenizer }) => tokenizer))].sort().join();
  tally.equal(`${name} groups by tokenizer`, found, tokenizers, call.report === "compare_tokenizers" ? ["I1"] : []);
  const path = join(recorded, "training/summary.json");
  if (!existsSync(path)) return;
  const theirs = JSON.parse(readFileSync(path, "utf8"));
  tally.equal(`${name} discovery_order`, ours.discovery_order.join(), rows.map(({ run_dir }) => run_dir).join());
  for (const [axis, wanted] of Object.entries(theirs.filters))
    tally.equal(`${name} filter ${axis}`, JSON.stringify(ours.filters[axis] ?? null), JSON.stringify(wanted));
  for (const [key, value] of Object.entries(theirs.thresholds))
    tally.equal(`${name} threshold ${key}`, ours.thresholds[key], value);
  if (call.overrides["outputs.which_figures"])
    tally.equal(`${name} which_figures`, ours.which_figures.join(), theirs.which_figures.join());
  for (const [axis, { right, quirks }] of rightSweepParams(rows, theirs.sweep_params))
    tally.equal(`${name} sweep_params ${axis}`, JSON.stringify(ours.sweep_params[axis] ?? null), right, quirks);
}

function checkManifest(recorded, { folder }, { name, paths, config }, tally) {
  const path = join(recorded, "manifest.yaml");
  const theirs = existsSync(path) ? parse(readFileSync(path, "utf8")) : null;
  const ours = parse(readFileSync(join(folder, "manifest.yaml"), "utf8"));
  tally.equal(`${name} models`, ours.models.map(({ run_dir }) => run_dir).join(), paths.join());
  for (const { run_dir, run_id, checkpoint, config_sha1 } of ours.models) {
    const written = theirs?.models.find((model) => model.run_id === run_id);
    const differs = (value, key) => (written && written[key] !== value ? ["I8"] : []);
    const [file, sha1] = [rightCheckpoint(run_dir), sha1OfConfig(".", run_dir)];
    tally.equal(`${name} ${run_id} checkpoint`, checkpoint, file, differs(file, "checkpoint"));
    tally.equal(`${name} ${run_id} config_sha1`, config_sha1, sha1, differs(sha1, "config_sha1"));
  }
  for (const { path: data, size, sha256 } of rightDatasets(paths)) {
    const written = theirs?.datasets.find((one) => one.path === data)?.fingerprint;
    const entry = ours.datasets.find((one) => one.path === data);
    const quirks = written ? [] : ["I8"];
    tally.equal(`${name} ${data} size`, entry?.size_bytes, size, quirks);
    tally.equal(`${name} ${data} sha256`, entry?.sha256, sha256, quirks);
    if (written) tally.equal(`${name} ${data} as recorded`, sha256, written.sha256_hash);
  }
  if (!config.inference.enabled) return;
  const { split, metrics_computed, persist_raw_scores } = ours.inference;
  tally.equal(`${name} split`, split, "test", ["I8"]);
  tally.equal(`${name} persist_raw_scores`, persist_raw_scores, config.inference.persist_raw_scores, ["I8"]);
  const computed = new Set(
    Object.keys(summaryOf(folder)).flatMap((run) => Object.keys(summaryOf(folder)[run].token_shuffle)),
  );
  for (const metric of ["mse", "mae", "auroc"]) {
    const isThere = [...computed].some((key) => key.startsWith(metric));
    tally.equal(`${name} metrics_computed has ${metric}`, metrics_computed.includes(metric), isThere, ["I8"]);
  }
}

const summaryOf = (folder) => JSON.parse(readFileSync(join(folder, "inference/summary.json"), "utf8"));

/** Of true events; those of corrupted ones are in `inference.mjs`, since the reference corrupts in the wrong way. */
function checkScores(recorded, { folder }, name, tally) {
  if (!existsSync(join(recorded, "inference/summary.json"))) return;
  const [theirs, ours] = [summaryOf(recorded), summaryOf(folder)];
  for (const [run, { baseline }] of Object.entries(theirs)) {
    for (const [key, value] of Object.entries(baseline))
      tally.close(`${name} ${run} baseline ${key}`, ours[run]?.baseline[key], value, SCORE_TOLERANCE);
  }
}

/** A CSV without quotes inside of quotes; cells are numbers where they look like one. */
function tableOf(path) {
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n").map(cellsOf);
  return lines.map((cells) => Object.fromEntries(header.map((column, i) => [column, cellOf(column, cells[i])])));
}

const TEXTS = new Set(["run_dir", "config_sha1", "git_commit"]);
const cellsOf = (line) => Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, a, b]) => a ?? b);

function cellOf(column, text) {
  if (text === undefined || text === "") return null;
  return TEXTS.has(column) || Number.isNaN(Number(text)) ? text : Number(text);
}
