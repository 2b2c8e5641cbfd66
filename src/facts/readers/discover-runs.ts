/** @file Folders named on a command line → the runs they stand for, in a lasting order. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { byName } from "./by-name.ts";
import { expandPattern, isPattern } from "./glob.ts";
import { existingFolder, nearestPath } from "./nearest-path.ts";
import { isRunFolder, kindOf } from "./run-folder.ts";
import type { SkippedRun } from "./run-tables.ts";
import { readSnapshot } from "./snapshot.ts";

/** Exactly one of the two; both take paths and shell patterns. */
export interface RunInputs {
  /** Sweeps, or folders of runs. */
  readonly sweep_dir?: string | readonly string[] | null | undefined;
  readonly run_dirs?: readonly string[] | null | undefined;
}

export interface DiscoveredRuns {
  /**
   * Each run once. Explicit runs in the order given; those of a sweep by number of their job, those of a folder by name.
   */
  readonly runs: readonly string[];
  /** Explicit paths that are no run. */
  readonly skipped: readonly SkippedRun[];
}

const SWEEP = /^exp_(\d{8}-\d{6})_(.+)$/;

/**
 * A sweep's runs are those of its `manifest.json`. Without one, they are folders inside it, and `run_<its time>_<its name>_job<N>` beside it: of `multiruns/exp_…` in `runs/`.
 * Names are matched whole, never in part.
 *
 * @throws FixableError `facts/inputs` for none or both, `facts/no-sweep` for a path or pattern that stands for nothing
 */
export function discoverRuns(inputs: RunInputs): DiscoveredRuns {
  const sweeps = listOf(inputs.sweep_dir);
  const explicit = listOf(inputs.run_dirs);
  if (sweeps.length > 0 === explicit.length > 0) {
    throw new FixableError({
      code: "facts/inputs",
      problem: `runs are named by inputs.sweep_dir or by inputs.run_dirs; ${sweeps.length > 0 ? "both are" : "neither is"} set`,
      fix: "inputs.sweep_dir=outputs/multiruns/exp_…",
    });
  }
  const skipped: SkippedRun[] = [];
  const found =
    sweeps.length > 0
      ? sweeps.flatMap(sweepFolders).flatMap((sweep) => runsOfSweep(sweep, skipped))
      : runsNamed(explicit, skipped);
  const places = new Set<string>();
  const runs = found.filter((run) => {
    const place = realpathSync.native(run);
    return !places.has(place) && places.add(place);
  });
  return { runs, skipped };
}

function listOf(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

function sweepFolders(wanted: string): string[] {
  const path = trimmed(wanted);
  const folders = pathsOf(path).filter((folder) => kindOf(folder) === "folder");
  if (folders.length > 0) return folders;
  const nearest = nearestPath(path);
  const there = existingFolder(path);
  const problem = isPattern(path)
    ? `no folder matches "${path}"; there is "${there}"`
    : kindOf(path) === "file"
      ? `"${path}" is a file; a sweep is a folder`
      : `there is no folder "${path}"; there is "${there}"`;
  throw new FixableError({
    code: "facts/no-sweep",
    problem,
    where: "inputs.sweep_dir",
    fix:
      nearest === undefined || nearest === path ? `ls ${shellWord(there)}` : shellWord(`inputs.sweep_dir=${nearest}`),
  });
}

function runsOfSweep(sweep: string, skipped: SkippedRun[]): string[] {
  const planned = runsPlanned(sweep);
  if (planned !== null) {
    const reason = "planned by the sweep, and not there: it has not begun, or was removed";
    for (const run of planned) if (!isRunFolder(run)) skipped.push({ run_dir: run, code: "missing", reason });
    return planned.filter(isRunFolder);
  }
  const inside = readdirSync(sweep)
    .map((name) => join(sweep, name))
    .filter(isRunFolder)
    .sort((a, b) => byName(basename(a), basename(b)));
  const beside = runsBeside(sweep);
  const all = [...inside, ...beside];
  return all.length === 0 && isRunFolder(sweep) ? [sweep] : all;
}

/** As the sweep's own plan names them, wherever they are; null where there is no plan that can be read. */
function runsPlanned(sweep: string): string[] | null {
  const path = join(sweep, "manifest.json");
  if (kindOf(path) !== "file") return null;
  try {
    const { points } = JSON.parse(readFileSync(path, "utf8")) as { points: readonly { run: string }[] };
    return points.map(({ run }) => join(sweep, run));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError) return null;
    throw cause;
  }
}

/** The layout in which sweeps hold only their plan, and runs stand with all others. */
function runsBeside(sweep: string): string[] {
  const match = SWEEP.exec(basename(resolve(sweep)));
  if (match === null || basename(dirname(resolve(sweep))) !== "multiruns") return [];
  const folder = join(dirname(sweep), "..", "runs");
  if (kindOf(folder) !== "folder") return [];
  const [, time, name] = match;
  const names = namesOfJobs(sweep, name!);
  const isOfSweep = new RegExp(`^run_${time}_(?:${names})_job\\d+$`, "su");
  return readdirSync(folder)
    .filter((run) => isOfSweep.test(run) && isRunFolder(join(folder, run)))
    .sort((a, b) => jobOf(a) - jobOf(b))
    .map((run) => join(folder, run));
}

/** The sweep's own name, unless its plan says that each job is called after its values: `ae_${phase1.latent_space.kind}`. */
function namesOfJobs(sweep: string, name: string): string {
  const planned = readSnapshot([join(sweep, "multirun.yaml")])?.raw("experiment.name");
  if (typeof planned !== "string" || !planned.includes("${")) return escaped(name);
  return `${escaped(name)}|${planned
    .split(/\$\{[^{}]*\}/)
    .map(escaped)
    .join(".+")}`;
}

function runsNamed(paths: readonly string[], skipped: SkippedRun[]): string[] {
  return paths.flatMap((wanted) => {
    const path = trimmed(wanted);
    const candidates = pathsOf(path);
    if (candidates.length === 0)
      skipped.push({ run_dir: path, code: "missing", reason: "nothing matches this pattern" });
    return candidates.filter((candidate) => {
      const problem = problemOf(candidate);
      if (problem !== null) skipped.push({ run_dir: candidate, ...problem });
      return problem === null;
    });
  });
}

function problemOf(path: string): Pick<SkippedRun, "code" | "reason"> | null {
  const kind = kindOf(path);
  if (kind === null) return { code: "missing", reason: "there is no such folder" };
  if (kind === "file") return { code: "not-a-folder", reason: "this is a file; a run is a folder" };
  if (isRunFolder(path)) return null;
  return { code: "not-a-run", reason: "this folder holds neither a config snapshot nor facts" };
}

/** A folder whose own name looks like a pattern is meant before what it would match. */
const pathsOf = (path: string): string[] => (isPattern(path) && kindOf(path) === null ? expandPattern(path) : [path]);
const jobOf = (run: string): number => Number(/_job(\d+)$/.exec(run)![1]);
const trimmed = (path: string): string => path.replace(/(?<=.)[/\\]+$/, "");
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
