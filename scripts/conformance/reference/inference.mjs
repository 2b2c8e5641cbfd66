/**
 * @file The reports' inference: the checkpoints of recorded runs score the recorded events, true and corrupted, as the reference
 * did, and its means, percentiles and areas follow from its scores. Sums over features, as under `compat=reference`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint } from "#checkpoints";
import { auroc } from "#evaluation";
import { loadRuns } from "#facts";
import { momentsOf, openTestEvents, ScoringModel } from "#reports";
import { settingsOf } from "#stored-runs";

/** Relative, of single precision: an event's score may be far below the numbers it is a difference of. */
const ALLOWED = { tokens: 1e-6, score: 2e-4, mean: 1e-5, moment: 1e-6, area: 1e-12 };

export async function runInference(folder, report) {
  for (const id of readdirSync(join(folder, "inference_raw"))) await checkReport(folder, id, report);
}

async function checkReport(folder, id, report) {
  const raw = join(folder, "inference_raw", id);
  const names = readdirSync(raw).filter((name) => name !== "inputs.safetensors" && name.endsWith(".safetensors"));
  const runs = names.map((name) => join(folder, "outputs", "runs", name.replace(/\.safetensors$/, "")));
  const { runs: rows } = await loadRuns({ run_dirs: runs });
  report.within(`inference ${id} runs not found`, runs.length - rows.length, 0);
  const inputs = await readCheckpoint(join(raw, "inputs.safetensors"));
  const summaryPath = join(folder, "outputs", "reports", id, "inference", "summary.json");
  const summary = existsSync(summaryPath) ? JSON.parse(readFileSync(summaryPath, "utf8")) : {};

  // the reference runs all models on the events of the first
  const settings = settingsOf(rows[0].run_dir);
  const opened = await openTestEvents(settings, {
    dataPath: join(folder, settings.data.path),
    maxSamples: inputs.get("mask").shape[0],
    compat: "reference",
  });
  const seen = opened.seen(opened.events);
  const tokens = floats(inputs, "tokens_cont");
  report.within(
    `inference ${id} inputs`,
    largest(seen.tokens, tokens, (a, b) => Math.abs(a - b)),
    ALLOWED.tokens,
  );
  for (const row of rows) {
    const recorded = await readCheckpoint(join(raw, `${row.name}.safetensors`));
    const versions = versionsOf({ ...seen, tokens }, inputs, recorded);
    const model = await ScoringModel.open(row.run_dir, settingsOf(row.run_dir), opened);
    for (const [kind, events] of versions) {
      const name = `inference ${row.name} ${kind}`;
      const ours = await model.score(events, "reference");
      compareScores(name, ours, recorded, kind, report);
      if (summary[row.name]?.[kind]) compareSummary(name, recorded, kind, summary[row.name][kind], report);
    }
    await model[Symbol.asyncDispose]();
  }
}

/** The kinds of events there are scores of, with the tokens and ids that were recorded for this run or for all. */
function versionsOf(events, inputs, recorded) {
  const kinds = [...recorded.keys()].filter((name) => name.endsWith(".mse")).map((name) => name.slice(0, -4));
  return kinds.map((kind) => {
    const from = [recorded, inputs].find((tensors) => tensors.has(`${kind}.tokens_cont`));
    const ids = inputs.get(`${kind}.tokens_id`);
    const corrupted = {
      ...(from && { tokens: floats(from, `${kind}.tokens_cont`) }),
      ...(ids && { ids: Int32Array.from(ids.data, Number) }),
    };
    return [kind, { ...events, ...corrupted }];
  });
}

function compareScores(name, ours, recorded, kind, report) {
  for (const score of ["mse", "mae"]) {
    const theirs = floats(recorded, `${kind}.${score}`);
    const worst = largest(ours[score], theirs, (a, b) => Math.abs(a - b) / b);
    report.within(`${name} ${score} of every event`, worst, ALLOWED.score);
    report.within(`${name} mean ${score}`, relative(momentsOf(ours[score]).mean, momentsOf(theirs).mean), ALLOWED.mean);
  }
}

function compareSummary(name, recorded, kind, expected, report) {
  for (const score of ["mse", "mae"]) {
    for (const [moment, value] of Object.entries(momentsOf(floats(recorded, `${kind}.${score}`)))) {
      report.within(`${name} ${score}_${moment}`, relative(value, expected[`${score}_${moment}`]), ALLOWED.moment);
    }
  }
  if (expected.auroc === null) return;
  const area = auroc(floats(recorded, `${kind}.mse`), floats(recorded, "baseline.mse"));
  report.within(`${name} auroc`, Math.abs(area - expected.auroc), ALLOWED.area);
}

const floats = (tensors, name) => Float32Array.from(tensors.get(name).data);
const relative = (actual, expected) => Math.abs(actual - expected) / Math.abs(expected);
const largest = (a, b, of) => a.reduce((worst, value, i) => Math.max(worst, of(value, b[i])), 0);
