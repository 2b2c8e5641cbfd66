/**
 * @file What the readers of the Python system say of folders of runs, broken ones included, against what ours say:
 * every value of `expected_discover.json` and `expected_load_runs.json`, in the folder and in its `edge_cases/`; and what its
 * reports of `expected_reports.json` say against what ours say.
 * Where the reference's answer is one of its known bugs, the right one is asserted: see `facts/quirks.mjs`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { discoverRuns, loadRuns } from "#facts";
import { rightCell, rightDiscovery, rightEpochCell, rightRuns, rightSkips } from "./facts/quirks.mjs";
import { checkReports } from "./facts/reports.mjs";
import { sorted, Tally } from "./facts/tally.mjs";

/** pandas reads decimals to the last bit or the one before; its means add in another order. */
const RELATIVE = 1e-14;
const RELATIVE_OF_MEANS = 1e-12;
const MEANS = new Set(["mean_epoch_time_s", "throughput_mean", "total_time_s"]);

/** @param {string} folder laid out as the golden data; paths in its files are relative to it */
export async function run(folder, options = []) {
  const tally = new Tally(options.includes("--verbose"));
  for (const part of [folder, join(folder, "edge_cases")]) {
    const place = relative(folder, part) || ".";
    for (const [i, call] of read(join(part, "expected_discover.json"), []).entries()) {
      checkDiscovery(folder, call, `${place} discover ${i}`, tally);
    }
    for (const [name, expected] of Object.entries(read(join(part, "expected_load_runs.json"), {}))) {
      await checkTables(folder, expected, `${place} load ${name}`, tally);
    }
  }
  await checkReports(folder, tally);
  tally.summary();
  return tally;
}

function checkDiscovery(folder, call, name, tally) {
  const inputs = inputsIn(folder, call);
  if (call.raises) {
    const code = { FileNotFoundError: "facts/no-sweep", ValueError: "facts/inputs" }[call.raises.type];
    let thrown;
    try {
      discoverRuns(inputs);
    } catch (error) {
      thrown = error;
    }
    tally.equal(`${name} raises`, thrown?.code, code);
    return;
  }
  const found = discoverRuns(inputs).runs.map((path) => relative(folder, path));
  const { right, quirks } = rightDiscovery(folder, call);
  tally.equal(name, JSON.stringify(found), JSON.stringify(right), quirks);
}

async function checkTables(folder, expected, name, tally) {
  const { require_complete: requireComplete = true } = expected.call;
  const tables = await loadRuns(inputsIn(folder, expected.call), { requireComplete });
  const runs = new Map(tables.runs.map((row, i) => [relative(folder, row.run_dir), { row, i }]));
  const order = rightRuns(folder, expected);
  tally.equal(`${name} order`, JSON.stringify([...runs.keys()]), JSON.stringify(order.right), order.quirks);

  for (const record of expected.runs_df.records) {
    const ours = runs.get(record.run_dir);
    if (ours === undefined) {
      tally.equal(`${name} ${record.run_dir}`, "missing", "there");
      continue;
    }
    for (const column of expected.runs_df.columns) {
      if (column === "run_dir") continue;
      const { right, quirks } = rightCell(folder, record, column, expected.per_epoch[record.run_dir]);
      const tolerance = MEANS.has(column) ? RELATIVE_OF_MEANS : RELATIVE;
      tally.close(`${name} ${record.run_dir} ${column}`, cellOf(ours.row, column), right, tolerance, quirks);
    }
  }
  for (const [run, table] of Object.entries(expected.per_epoch)) {
    const ours = runs.get(run);
    if (ours === undefined) continue;
    const length = tables.epochs.ofRun(ours.i, "epoch").length;
    tally.equal(`${name} ${run} epochs`, length, table.records.length);
    for (const column of table.columns) {
      if (column === "split") continue; // ours has one row an epoch
      const values = tables.epochs.ofRun(ours.i, column);
      for (const [i, record] of table.records.entries()) {
        const { right, quirks } = rightEpochCell(folder, run, column, record);
        tally.close(`${name} ${run} epoch ${record.epoch} ${column}`, values[i], right, RELATIVE, quirks);
      }
    }
  }
  const skipped = Object.fromEntries(tables.skipped.map(({ run_dir, code }) => [relative(folder, run_dir), code]));
  const { right, quirks } = rightSkips(folder, expected);
  tally.equal(`${name} skipped`, JSON.stringify(sorted(skipped)), JSON.stringify(sorted(right)), quirks);
}

/** The reference's column of one of our rows. */
function cellOf(row, column) {
  if (Object.hasOwn(row, column)) return row[column];
  const metric = /^metric_(.+)_final$/.exec(column)?.[1];
  if (metric !== undefined) return row.metrics_final[metric];
  return row.axes[column.replace(/^\++/, "")];
}

function inputsIn(folder, { sweep_dir, run_dirs }) {
  return {
    sweep_dir: sweep_dir && join(folder, sweep_dir),
    run_dirs: run_dirs?.map((path) => join(folder, path)),
  };
}

const read = (path, otherwise) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : otherwise);
