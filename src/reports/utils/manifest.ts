/** @file `manifest.yaml`: everything one needs to know where the numbers of a report come from. */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { RunRow, RunTables } from "#facts";
import { readGitState } from "#utils/git-state.ts";
import { packageVersion } from "#utils/package-info.ts";
import { runPaths } from "#utils/paths.ts";
import { sha256OfFile } from "#utils/sha256.ts";
import { timestampOf } from "#utils/timestamp.ts";
import type { InferenceResults } from "../inference/write-inference.ts";
import type { ReportConfig } from "../report-config.ts";
import { toBlockYaml, type YamlData } from "./block-yaml.ts";

export interface ManifestParts {
  readonly reportId: string;
  readonly createdAt: Date;
  readonly question: string;
  readonly config: ReportConfig;
  readonly tables: RunTables;
  readonly datasets: readonly Dataset[];
  readonly inference: InferenceResults | null;
}

export interface Dataset {
  readonly path: string;
  readonly size_bytes: number | null;
  /** Of the file as it was when the runs read it, where they say; else as it is now; null where it is gone. */
  readonly sha256: string | null;
  /** Whether the file here still is the one the runs read; null where that cannot be known. */
  readonly unchanged: boolean | null;
  readonly runs: number;
}

export async function manifestYaml(parts: ManifestParts): Promise<string> {
  const { reportId, createdAt, question, config, tables, datasets, inference } = parts;
  const { commit, dirty } = await readGitState();
  const { sweep_dir, run_dirs, select } = config.inputs;
  return toBlockYaml({
    manifest_schema_version: 1,
    report_id: reportId,
    created_at: timestampOf(createdAt),
    analysis: config.analysis,
    question,
    code: { version: packageVersion(), git_commit: commit, dirty, node: process.versions.node },
    inputs: { sweep_dir, run_dirs, select: (select ?? null) as YamlData },
    models: tables.runs.map(modelOf),
    datasets: datasets.map((dataset) => ({ name: basename(dataset.path), ...dataset })),
    ...(inference && { inference: inferenceOf(config, inference) }),
    skipped: tables.skipped.map(({ run_dir, code, reason }) => ({ run_dir, code, reason })),
  });
}

function inferenceOf({ compat, inference }: ReportConfig, { runs, leftOut, corruptions }: InferenceResults): YamlData {
  const { max_samples, data_path, seed, persist_raw_scores } = inference;
  return {
    ...{ split: "test", compat, max_samples, data_path, seed, persist_raw_scores },
    events: Math.max(...runs.map(({ errors }) => errors.length)),
    corruptions: Object.fromEntries(corruptions.map((name) => [name, inference.corruptions[name] as YamlData])),
    metrics_computed: ["mse", "mae", "globals_mse", "auroc", "background_rejection"],
    not_run: leftOut.map((one) => ({ ...one })),
  };
}

function modelOf(row: RunRow): YamlData {
  const paths = runPaths(row.run_dir);
  const checkpoint = [paths.bestCheckpoint, paths.lastCheckpoint].find(existsSync);
  return {
    run_id: row.name,
    run_dir: row.run_dir,
    checkpoint: checkpoint ? basename(checkpoint) : null,
    config_sha1: row.config_sha1,
    git_commit: row.git_commit,
    dataset: row.dataset_name,
  };
}

/** The data of all runs, each file once; a file is hashed only if it is here. */
export async function datasetsOf(runs: readonly RunRow[]): Promise<Dataset[]> {
  const known = new Map<string, { path: string; written: string | null; runs: number }>();
  for (const row of runs) {
    if (row.dataset_name === null) continue;
    const written = await writtenHash(row);
    const key = `${row.dataset_name} ${written}`;
    const entry = known.get(key) ?? { path: row.dataset_name, written, runs: 0 };
    known.set(key, { ...entry, runs: entry.runs + 1 });
  }
  return Promise.all(
    Array.from(known.values(), async ({ path, written, runs: count }): Promise<Dataset> => {
      const here = await fingerprintOf(resolve(path));
      const unchanged = here && written !== null ? here.sha256 === written : null;
      return { path, size_bytes: here?.size ?? null, sha256: written ?? here?.sha256 ?? null, unchanged, runs: count };
    }),
  );
}

/** What a run of ours noted of its data. */
async function writtenHash({ system, run_dir }: RunRow): Promise<string | null> {
  if (system === "python") return null;
  const meta = JSON.parse(await readFile(runPaths(run_dir).meta, "utf8")) as { data?: { sha256?: string } };
  return meta.data?.sha256 ?? null;
}

async function fingerprintOf(path: string): Promise<{ size: number; sha256: string } | null> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return null;
    return { size: stats.size, sha256: await sha256OfFile(path) };
  } catch {
    return null; // gone, or not for us to read: the manifest says null
  }
}
