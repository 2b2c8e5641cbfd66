/** @file One run folder → its row and its epochs, or why it gives none. */
import { basename, join } from "node:path";
import { jsonOrNull, textOrNull } from "#utils/file-text.ts";
import { type RunPaths, runPaths } from "#utils/paths.ts";
import { runStatusAt } from "../run-life.ts";
import type { StoredRunMeta } from "../run-meta.ts";
import { type EventsEnd, readEpochTerms, readEventsEnd } from "./events-end.ts";
import { numberOf } from "./python-json.ts";
import { type Axes, axesOf, overridesOf, withOverrides } from "./run-axes.ts";
import { runEvaluation } from "./run-evaluation.ts";
import { snapshotPaths } from "./run-folder.ts";
import type { RunEpochs, RunRow, Scalar, SkipCode, SkippedRun } from "./run-tables.ts";
import { parseScalars } from "./scalars-table.ts";
import { readSnapshot } from "./snapshot.ts";
import { summaryOf, type TermHistories } from "./summary.ts";

export interface ReadRun {
  readonly row: RunRow;
  readonly epochs: RunEpochs;
}

const TERMS = ["rec_tokens", "rec_globals", "codebook", "commit"];

/** @param requireComplete skips a run whose training has not reached its end */
export function readRun(runDir: string, requireComplete: boolean): ReadRun | SkippedRun {
  const paths = runPaths(runDir);
  const skip = (code: SkipCode, reason: string): SkippedRun => ({ run_dir: runDir, code, reason });
  const events = readEventsEnd(paths.events);
  const complete = events?.trainEnd !== undefined;
  const status = runStatusAt(paths.status);
  if (requireComplete && !complete) {
    const said = typeof status?.status === "string" ? `; its status is ${status.status}` : "";
    return skip("incomplete", `the training has not reached its end (no on_train_end)${said}`);
  }
  const text = textOrNull(paths.scalars);
  if (text === null) return skip("no-scalars", "facts/scalars.csv is missing");
  const scalars = parseScalars(text);
  if ("problem" in scalars) {
    return scalars.problem === "no-validation"
      ? skip("no-validation", "no epoch was validated: scalars.csv has no rows of the split val")
      : skip("missing-columns", `scalars.csv has no column ${scalars.columns.join(", ")}`);
  }

  const identity = identityOf(paths);
  const terms = termsOf(identity, events, paths);
  const columns = new Map(scalars.columns);
  const epochNumbers = columns.get("epoch")!;
  for (const [name, history] of terms) {
    const values = new Float64Array(epochNumbers.length);
    for (let i = 0; i < values.length; i++) values[i] = history[epochNumbers[i]!] ?? Number.NaN;
    columns.set(`loss.${name}`, values);
  }
  const notes = [...identity.notes, ...scalars.notes];
  if (events?.isCut) notes.push("the last line of events.jsonl is cut off and was left out");
  const evaluation = jsonOrNull<Record<string, unknown>>(paths.evaluation);
  const row: RunRow = {
    run_dir: runDir,
    name: basename(runDir),
    ...identity.columns,
    status: typeof status?.status === "string" ? status.status : null,
    complete,
    ...summaryOf(scalars, terms, numberOf(events?.trainEnd?.fields["total_time_s"])),
    evaluation: evaluation && runEvaluation(evaluation),
    axes: identity.axes,
    notes,
  };
  return { row, epochs: { length: scalars.length, columns } };
}

interface Identity {
  readonly isOurs: boolean;
  readonly axes: Axes;
  readonly columns: Pick<RunRow, IdentityColumn>;
  readonly notes: readonly string[];
}

type IdentityColumn =
  | "system"
  | "encoder"
  | "tokenizer"
  | "decoder"
  | "seed"
  | "latent_dim"
  | "codebook_size"
  | "globals_beta"
  | "dataset_name"
  | "config_sha1"
  | "git_commit";

/** Our runs say in `meta.json` what others say in their config snapshot alone; parsing that is what costs. */
function identityOf(paths: RunPaths): Identity {
  const meta = jsonOrNull<Partial<StoredRunMeta>>(paths.meta);
  const snapshot = readSnapshot(snapshotPaths(paths));
  const notes: string[] = [];
  const typed = readSnapshot([paths.overrides]);
  let axes: Axes = meta?.axes ? withOverrides(meta.axes, overridesOf(null, typed)) : {};
  let dataset: string | null = meta?.data?.path ?? null;
  if (meta?.axes === undefined && snapshot !== null) {
    axes = axesOf(snapshot, overridesOf(snapshot, typed));
    const named = snapshot.get("data.path") ?? snapshot.get("data.name");
    dataset = typeof named === "string" ? named : null;
    if (snapshot.problem !== null) notes.push(`the config snapshot cannot be read: ${snapshot.problem}`);
    else if (dataset === null && snapshot.raw("data.path") !== undefined) {
      notes.push(
        `data.path is ${JSON.stringify(snapshot.raw("data.path"))}, which cannot be resolved from the snapshot`,
      );
    }
  }
  if (snapshot === null && meta === null) notes.push("there is no config snapshot");
  return {
    isOurs: meta !== null,
    axes,
    columns: {
      system: meta !== null ? "thesis-ml" : "python",
      encoder: textOf(axes["encoder"]),
      tokenizer: textOf(axes["latent_space"] ?? axes["bottleneck"]),
      decoder: textOf(axes["decoder"]),
      seed: finiteOf(meta?.seed ?? axes["seed"]),
      latent_dim: finiteOf(axes["latent_dim"]),
      codebook_size: finiteOf(axes["codebook_size"]),
      globals_beta: finiteOf(axes["globals_beta"]),
      dataset_name: dataset,
      config_sha1: snapshot?.sha1 ?? null,
      git_commit: meta?.git?.commit ?? textOrNull(join(paths.facts, "git_commit.txt"))?.trim() ?? null,
    },
    notes,
  };
}

/**
 * The terms of the validation loss by epoch, none of them weighted. The Python system multiplies that of the globals by
 * its weight before it writes it; of a weight of 0 nothing is left.
 */
function termsOf({ isOurs, columns }: Identity, events: EventsEnd | null, paths: RunPaths): TermHistories {
  const facts = isOurs ? [events?.trainEnd] : [events?.lastEpoch, events?.trainEnd];
  const written = new Map<string, Float64Array>();
  for (const name of TERMS) {
    const history = facts.map((fact) => fact?.history(name)).find((found) => found !== undefined);
    if (history !== undefined) written.set(name, history);
  }
  if (isOurs) return written.size > 0 || events === null ? written : readEpochTerms(paths.events);
  const globals = written.get("rec_globals");
  written.delete("rec_globals");
  const weight = columns.globals_beta;
  if (globals && weight) {
    written.set(
      "rec_globals",
      globals.map((value) => value / weight),
    );
  }
  return written;
}

const textOf = (value: Scalar | undefined): string | null =>
  value === undefined || value === null ? null : String(value);

/** Numbers, and texts that Python's `float` would read as one. */
function finiteOf(value: Scalar | undefined): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
