/** @file Who a run is: `facts/meta.json`, written once at its start. Everything a thesis has to say of a run is in here. */
import { cpus, hostname, totalmem } from "node:os";
import type { EventProvenance, TransformDescription } from "#data";
import type { GitState } from "#utils/git-state.ts";

export interface RunMeta {
  /** One a run, the same in all its facts, e.g. a UUID. */
  readonly id: string;
  /** Of the run's folder. */
  readonly name: string;
  /** The command line, word by word. */
  readonly argv: readonly string[];
  /** SHA-256 of the resolved config, so that equal configs are found without comparing texts. */
  readonly config_sha256: string;
  readonly seed: number;
  readonly data: EventProvenance & { readonly transform: TransformDescription };
  /** What a sweep varies and a report groups by: `encoder`, `bottleneck`, `decoder`, `globals_beta` … */
  readonly axes: Readonly<Record<string, string | number | boolean | null>>;
  readonly git: GitState;
  readonly host: HostDescription;
  /** Of what the numbers depend on: `node`, `thesis_ml`, `onnxruntime` … */
  readonly versions: Readonly<Record<string, string>>;
  /** Where the graphs ran. */
  readonly device: string;
  readonly threads: number;
  /** Of a run that repeats another: which. */
  readonly rerun_of?: { readonly id: string; readonly run_dir: string };
}

export interface HostDescription {
  readonly hostname: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memory_mib: number;
}

/** As it stands in `meta.json`; the diff lies beside it, in `git.diff`. */
export type StoredRunMeta = Omit<RunMeta, "git"> & {
  readonly schema_version: 1;
  readonly started_at: string;
  readonly git: Omit<GitState, "diff"> & { readonly diff_file: string | null };
};

/** The machine this process runs on. */
export function describeHost(): HostDescription {
  const cores = cpus();
  return {
    hostname: hostname(),
    platform: process.platform,
    arch: process.arch,
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memory_mib: Math.round(totalmem() / 2 ** 20),
  };
}
