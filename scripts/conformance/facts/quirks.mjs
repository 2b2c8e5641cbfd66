/**
 * @file The bugs of the reference's readers and reports, in one place. For every recorded answer of the readers the right one is
 * worked out here from the run folder by other means than ours, with the numbers of the bugs that explain the difference; for
 * reports in `report-quirks.mjs`, and for what models make of events in `inference.mjs`.
 *
 * R1 overrides are read from a node that Hydra never writes: what the run is made of stays empty, and a report of it fails
 * R2 the bottleneck is called after its class; `epochs` becomes the number asked for; a `+` stays in a column's name
 * R3 an interpolation that cannot be resolved drops the whole run
 * R4 runs are matched by parts of their names; duplicates and folders that are no runs stay
 * R5 runs are sorted by name, so that job 10 comes before job 2, and explicit runs lose their order
 * R6 the best of each loss is looked up by its place in a list: nothing to assert while epochs begin at 0
 * R7 a run without validation is skipped with a message of numpy; `config_sha1` is of the text at that time, and here of the text
 *    that is there, should it have been changed since
 * R8 pointers to runs are read by nobody: nothing to assert
 * F3 of an epoch's two rows only that of the validation is kept, where the training loss is empty
 * T3 the loss of the globals is written times its weight
 *
 * I1 `compare_tokenizers` groups by a key that configs no longer have: empty figures, a selection that always fails,
 *    `sweep_params` that never says anything
 * I2 the error of an event is a sum over its features, several times the mean
 * I3 noise is clamped and wrapped as if the columns were others: E is cut at its mean, which makes events easier
 * I4 shuffling tokens leaves every token as it was, so no model can see it
 * I5 every model gets other noise
 * I6 `max_samples` limits the events that mean and deviation are learned from: models see other inputs than in training
 * I7 all models are run on the events of the first
 * I8 the manifest leaves out metrics, data and checkpoints, and names the wrong split
 * I9 a failed report leaves its folders behind; two of one second share a name
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";

/** @returns {{right: string[], quirks: string[]}} */
export function rightDiscovery(folder, { sweep_dir, run_dirs, result }) {
  const right = sweep_dir ? sweepRuns(folder, sweep_dir) : explicitRuns(folder, run_dirs);
  const sameRuns = JSON.stringify([...right].sort()) === JSON.stringify([...result].sort());
  const sameOrder = JSON.stringify(right) === JSON.stringify(result.filter((run) => right.includes(run)));
  return { right, quirks: [...(sameRuns ? [] : ["R4"]), ...(sameOrder || !sameRuns ? [] : ["R5"])] };
}

/** The order of the runs that give a row. */
export function rightRuns(folder, { call, order, log }) {
  const dropped = droppedRuns(log);
  const discovered = rightDiscovery(folder, { ...call, result: order }).right;
  const right = discovered.filter((run) => order.includes(run) || dropped.has(run));
  const quirks = [...(dropped.size > 0 ? ["R3"] : [])];
  if (JSON.stringify(right.filter((run) => !dropped.has(run))) !== JSON.stringify(order)) quirks.push("R5");
  return { right, quirks };
}

/** Code of every run that gives no row. */
export function rightSkips(_, { log }) {
  const right = {};
  const quirks = new Set();
  for (const line of log) {
    const run = /(\S+\/\d{8}-\d{6}|\S*run_\S+)/.exec(line.replace(/ due to error: .*/, ""))?.[1];
    if (line.includes("no on_train_end")) right[run] = "incomplete";
    else if (line.includes("missing minimal columns")) right[run] = "missing-columns";
    else if (line.includes("Missing facts/scalars.csv")) right[run] = "no-scalars";
    else if (line.includes("argmin of an empty sequence")) {
      right[run] = "no-validation";
      quirks.add("R7");
    } else if (line.includes("Interpolation key")) quirks.add("R3");
  }
  return { right, quirks: [...quirks] };
}

/** One cell of `runs_df`. */
export function rightCell(folder, record, column, perEpoch) {
  const written = record[column];
  const as = (right, quirk) => ({ right, quirks: same(right, written) ? [] : [quirk] });
  const config = snapshotOf(folder, record.run_dir);
  if (column === "epochs") return as(perEpoch.records.length, "R2");
  if (column === "config_sha1") return as(sha1OfConfig(folder, record.run_dir), "R7");
  if (column === "loss.rec_globals_best") {
    const beta = config?.phase1?.decoder?.globals_beta;
    if (missing(written)) return as(null, "T3");
    return as(beta ? written / beta : null, "T3");
  }
  if (column === "latent_space")
    return as(partName(config?.phase1?.latent_space) ?? null, missing(written) ? "R1" : "R2");
  if (!missing(written)) return as(written, "R1");
  if (column in identity) return as(identity[column](config) ?? null, "R1");
  if (/^(loss\.|metric_|.*_time_s$|throughput|max_memory|git_commit|dataset_name)/.test(column)) {
    return as(written, "R1");
  }
  return as(overrideOf(folder, record.run_dir, column, config), "R1");
}

/** One cell of `per_epoch`. */
export function rightEpochCell(folder, run, column, record) {
  if (column !== "train_loss") return { right: record[column], quirks: [] };
  const right = trainLosses(folder, run).get(record.epoch) ?? null;
  return { right, quirks: same(right, record[column]) ? [] : ["F3"] };
}

/** What a run is made of, by the names of columns. */
export const identity = {
  encoder: (config) => partName(config?.phase1?.encoder),
  tokenizer: (config) => partName(config?.phase1?.latent_space ?? config?.phase1?.tokenizer),
  seed: (config) => config?.phase1?.trainer?.seed ?? config?.trainer?.seed,
  latent_dim: (config) => config?.phase1?.latent_space?.latent_dim ?? config?.model?.latent_dim,
  codebook_size: (config) => config?.phase1?.latent_space?.codebook_size ?? config?.model?.codebook_size,
  globals_beta: (config) => config?.phase1?.decoder?.globals_beta,
  lr: (config) => config?.phase1?.trainer?.lr,
};

function partName(part) {
  if (typeof part === "string") return part;
  const type = part?._target_?.split(".").at(-1);
  const names = { IdentityBottleneck: "none", LinearBottleneck: "linear", VQBottleneck: "vq", MLPEncoder: "mlp" };
  return names[type] ?? part?.name;
}

/** What was typed for a column, with the config's value where it has one. */
function overrideOf(folder, run, column, config) {
  const path = join(folder, run, ".hydra/overrides.yaml");
  const overrides = existsSync(path) ? parse(readFileSync(path, "utf8")) : (config?.hydra?.overrides?.task ?? []);
  const wanted = column.replace(/^\++/, "");
  for (const override of overrides ?? []) {
    const [, key, text] = /^\+*([^=]+)=(.*)$/.exec(override) ?? [];
    if (key === undefined || key.replace(/^phase1[./]/, "") !== wanted) continue;
    const value = key.split(".").reduce((at, piece) => at?.[piece], config);
    if (typeof value === "string") return value.replace(/\$\{env\.data_root\}/, config?.env?.data_root);
    return value === undefined || typeof value === "object" ? text : value;
  }
  return null;
}

/** Undefined where a run has none. */
export function snapshotPath(folder, run) {
  return [".hydra/config.yaml", "cfg.yaml"].map((name) => join(folder, run, name)).find(existsSync);
}

/** Line ends made LF. */
export function sha1OfConfig(folder, run) {
  const path = snapshotPath(folder, run);
  if (path === undefined) return null;
  return createHash("sha1").update(readFileSync(path, "utf8").replace(/\r\n?/g, "\n")).digest("hex");
}

export function snapshotOf(folder, run) {
  const path = snapshotPath(folder, run);
  return path && parse(readFileSync(path, "utf8"));
}

function trainLosses(folder, run) {
  const [header, ...rows] = readFileSync(join(folder, run, "facts/scalars.csv"), "utf8")
    .trim()
    .split("\n");
  const columns = header.split(",");
  const cells = rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [columns[i], cell])));
  const training = cells.filter(({ split, train_loss }) => split === "train" && train_loss);
  return new Map(training.map(({ epoch, train_loss }) => [Number(epoch), Number(train_loss)]));
}

/** Runs that an unresolved interpolation dropped. */
function droppedRuns(log) {
  return new Set(log.map((line) => /Skip run (\S+) due to error: Interpolation key/.exec(line)?.[1]).filter(Boolean));
}

function sweepRuns(folder, sweep) {
  const inside = runsIn(folder, sweep);
  const [, time, name] = /^exp_(\d{8}-\d{6})_(.+)$/.exec(basename(sweep)) ?? [];
  if (time === undefined || basename(dirname(sweep)) !== "multiruns") return inside;
  const beside = runsIn(folder, join(dirname(dirname(sweep)), "runs"));
  const prefix = `run_${time}_${name}_job`;
  return [
    ...inside,
    ...beside.filter(
      (run) =>
        basename(run).startsWith(prefix) && /_job\d+$/.test(run) && basename(run).slice(prefix.length).match(/^\d+$/),
    ),
  ];
}

function explicitRuns(folder, runs) {
  return [...new Set(runs)].filter((run) => isRun(join(folder, run)));
}

function runsIn(folder, parent) {
  if (!existsSync(join(folder, parent))) return [];
  const collator = new Intl.Collator("en", { numeric: true });
  return readdirSync(join(folder, parent))
    .sort((a, b) => collator.compare(a, b))
    .map((name) => join(parent, name))
    .filter((run) => isRun(join(folder, run)));
}

function isRun(path) {
  if (!existsSync(path) || !statSync(path).isDirectory()) return false;
  return [".hydra/config.yaml", "cfg.yaml", "facts/scalars.csv", "facts/events.jsonl"].some((name) =>
    existsSync(join(path, name)),
  );
}

const missing = (value) => value === null || value === undefined || value === "NaN";
const same = (a, b) => (missing(a) && missing(b)) || a === b;
