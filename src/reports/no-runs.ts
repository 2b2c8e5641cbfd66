/** @file Why a report found no runs: what was looked for and where, and where there are some. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { discoverRuns, nearestPath, newestRuns, newestSweeps, type RunTables } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { outputPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ReportConfig } from "./report-config.ts";

/** More folders are not looked into; this is only for an advice. */
const MOST_FOLDERS = 300;

/** `reports/no-inputs`: neither sweeps nor runs are named, or both; the newest sweep there is, or how to make one. */
export function noInputs({ inputs, env }: ReportConfig): FixableError | undefined {
  const { sweep_dir, run_dirs } = inputs;
  const isNamed = [sweep_dir, run_dirs].map((given) => given !== null && given.length > 0);
  if (isNamed[0] !== isNamed[1]) return undefined;
  const hasRuns = newestRuns(env.output_root).length > 0;
  const there = newestSweeps(env.output_root)[0] ?? (hasRuns ? outputPaths(env.output_root).runs : undefined);
  return new FixableError({
    code: "reports/no-inputs",
    problem: `runs are named by inputs.sweep_dir or by inputs.run_dirs; ${isNamed[0] ? "both are" : "neither is"} set`,
    fix: isNamed[0]
      ? "inputs.run_dirs=null"
      : there === undefined
        ? "thesis-train --multirun phase1/latent_space=none,vq"
        : shellWord(`inputs.sweep_dir=${there}`),
  });
}

/** `reports/no-runs`: nothing that could be used. */
export function noRuns({ skipped }: RunTables, { inputs }: ReportConfig): FixableError {
  const asked = [inputs.sweep_dir ?? inputs.run_dirs ?? []].flat();
  const where = `${inputs.sweep_dir === null ? "inputs.run_dirs" : "inputs.sweep_dir"}: ${asked.join(", ")}`;
  const [first] = skipped;
  if (first !== undefined) {
    const count =
      skipped.length === 1 ? "the run cannot be used" : `none of ${skipped.length} runs can be used; the first`;
    const isIncomplete = skipped.some(({ code }) => code === "incomplete");
    return new FixableError({
      code: "reports/no-runs",
      problem: `${count}: ${first.run_dir}: ${first.reason}`,
      where,
      fix: isIncomplete ? "inputs.require_complete=false" : nearRun(first.run_dir),
    });
  }
  const below = asked.flatMap(placesBelow)[0];
  return new FixableError({
    code: "reports/no-runs",
    problem: `no runs: a run is a folder with .hydra/config.yaml or facts/ in it, and none stands here, nor is one named by a manifest.json or an exp_… beside runs/; ${
      below === undefined ? "there are none in the folders below either" : `there are ${below.runs} in ${below.folder}`
    }`,
    where,
    fix: below && shellWord(`inputs.sweep_dir=${below.folder}`),
  });
}

function nearRun(wanted: string): string | undefined {
  const path = nearestPath(wanted);
  return path === undefined || path === wanted ? undefined : shellWord(`inputs.run_dirs=[${path}]`);
}

/** Folders up to two levels below that hold runs or are sweeps, the nearest first. */
function placesBelow(folder: string): { readonly folder: string; readonly runs: number }[] {
  const children = foldersIn(folder);
  const all = [...children, ...children.flatMap(foldersIn)].slice(0, MOST_FOLDERS);
  return all.flatMap((path) => {
    const { runs } = discoverRuns({ sweep_dir: path });
    return runs.length > 0 ? [{ folder: path, runs: runs.length }] : [];
  });
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => join(folder, name));
  } catch {
    return []; // a pattern, or not for us to look at: then there is no advice
  }
}
