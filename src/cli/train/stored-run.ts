/** @file A run on disk, opened again from its own snapshot of the config, with the events it began with. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import type { StoredRunMeta } from "#facts";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { runPaths } from "#utils/paths.ts";
import { type TrainConfig, trainConfig } from "./train-config.ts";
import { openRunEvents } from "./training/open-run-events.ts";
import { runtimeOf } from "./training/trainings.ts";

export interface StoredRun {
  readonly runFolder: string;
  readonly config: TrainConfig;
  readonly data: EventSource;
  readonly runtime: Runtime;
}

/** A run that has said who it is. @throws FixableError `train/no-run` */
export function assertIsRun(runFolder: string): void {
  if (!existsSync(runPaths(runFolder).meta)) throw noRun(runFolder);
  assertHasSnapshot(runFolder);
}

/** A run, or one that was killed before it had said who it is. @throws FixableError `train/no-run` */
export function assertHasSnapshot(runFolder: string): void {
  if (!existsSync(join(runPaths(runFolder).hydra, "config.yaml"))) throw noRun(runFolder);
}

function noRun(runFolder: string): FixableError {
  const parent = dirname(runFolder);
  const beside = existsSync(parent) ? readdirSync(parent) : [];
  const [nearest] = closestWords(basename(runFolder), beside);
  return new FixableError({
    code: "train/no-run",
    problem: "there is no run",
    where: runFolder,
    fix: nearest && nearest !== basename(runFolder) ? join(relative(process.cwd(), parent), nearest) : undefined,
  });
}

/**
 * @param dataPath where the events file is now, if it has moved; its hash must be the same
 * @throws FixableError `train/no-run`, `train/other-data`
 */
export async function openStoredRun(runFolder: string, dataPath?: string): Promise<StoredRun> {
  assertIsRun(runFolder);
  const config = withDataPath(storedConfig(runFolder), dataPath);
  const data = await openRunEvents(config);
  const meta = storedMeta(runFolder);
  assertSameData(meta, data.provenance, runFolder);
  // the number of threads decides rounding, so it is the run's and not this machine's
  return { runFolder, config, data, runtime: { ...runtimeOf(config), threads: meta.threads } };
}

function withDataPath(config: TrainConfig, path: string | undefined): TrainConfig {
  if (path === undefined || config.data.kind !== "h5_tokens") return config;
  return { ...config, data: { ...config.data, path } };
}

/** @throws FixableError `config/…` where the snapshot is not what this version understands */
export function storedConfig(runFolder: string): TrainConfig {
  const composition = composeConfig({
    folders: [{ provider: "main", path: runPaths(runFolder).hydra }],
    configName: "config",
    overrides: [],
    jobName: "thesis-train",
  });
  return checkConfig(trainConfig, toPlain(resolvedJob(composition)), composition);
}

/** A config that is frozen becomes the run's own snapshot; one that was cut off in the middle is made whole. */
export function takeSnapshot(from: string, runFolder: string): void {
  const to = runPaths(runFolder).hydra;
  makeFolders(to);
  for (const name of readdirSync(from)) if (name.endsWith(".yaml")) copyFileSync(join(from, name), join(to, name));
}

export const storedMeta = (runFolder: string) =>
  JSON.parse(readFileSync(runPaths(runFolder).meta, "utf8")) as StoredRunMeta;

function assertSameData(
  { data }: StoredRunMeta,
  found: { readonly path: string; readonly sha256: string },
  runFolder: string,
): void {
  if (data.sha256 === found.sha256) return;
  throw new FixableError({
    code: "train/other-data",
    problem: `${found.path} holds other events than this run began with (SHA-256 ${found.sha256.slice(0, 12)}…, expected ${data.sha256.slice(0, 12)}…)`,
    where: runPaths(runFolder).meta,
  });
}
