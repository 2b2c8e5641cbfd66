/** @file A run that is named at the command line, opened again: its own config, and the events it began with. */
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import { readRunMeta } from "#facts";
import { assertSameEvents, storedConfig } from "#stored-runs";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { runPaths } from "#utils/paths.ts";
import { shellPath } from "#utils/short-path.ts";
import { type TrainConfig, trainConfig } from "../train-config.ts";
import { openRunEvents } from "./open-run-events.ts";
import { runtimeOf } from "./trainings.ts";

export interface StoredRun {
  readonly runFolder: string;
  readonly config: TrainConfig;
  readonly data: EventSource;
  readonly runtime: Runtime;
}

/** A run that has said who it is. @throws FixableError `train/no-run`, `train/not-begun` */
export function assertHasBegun(runFolder: string): void {
  assertHasSnapshot(runFolder);
  if (existsSync(runPaths(runFolder).meta)) return;
  throw new FixableError({
    code: "train/not-begun",
    problem: "the run ended before it had said who it is, and has trained nothing",
    where: runFolder,
    fix: `thesis-train resume=${shellPath(runFolder)}`,
  });
}

/** A run, or one that was killed before it had said who it is. @throws FixableError `train/no-run` */
export function assertHasSnapshot(runFolder: string): void {
  if (existsSync(runPaths(runFolder).snapshot)) return;
  throw new FixableError({ code: "train/no-run", problem: "there is no run", where: runFolder });
}

export interface OpenOptions {
  /** Where the events file is now, if it has moved; its hash must be the same. */
  readonly dataPath?: string | undefined;
  /** What a user names that file by, where one can be named. */
  readonly dataKey?: string;
  /** Told where a file holds other events than the run read; without it they are refused. */
  readonly onOtherEvents?: (path: string) => void;
  readonly open?: typeof openRunEvents;
}

/**
 * @throws FixableError `train/no-run`, `train/not-begun`, `stored-runs/other-data`, and as `storedTrainConfig`
 */
export async function openStoredRun(
  runFolder: string,
  { dataPath, dataKey, onOtherEvents, open = openRunEvents }: OpenOptions = {},
): Promise<StoredRun> {
  assertHasBegun(runFolder);
  const config = withDataPath(storedTrainConfig(runFolder), dataPath);
  const data = await open(config);
  const meta = readRunMeta(runFolder);
  const { path, sha256 } = data.provenance;
  if (onOtherEvents === undefined) assertSameEvents(data.provenance, meta.data.sha256, dataKey);
  else if (sha256 !== meta.data.sha256) onOtherEvents(path);
  // the number of threads decides rounding, so it is the run's and not this machine's
  return { runFolder, config, data, runtime: { ...runtimeOf(config), threads: meta.threads } };
}

/** The same training on a file that is elsewhere. */
export function withDataPath(config: TrainConfig, path: string | undefined): TrainConfig {
  if (path === undefined || config.data.kind !== "h5_tokens") return config;
  return { ...config, data: { ...config.data, path } };
}

/** All of it, since the training goes on with it. @throws FixableError `config/…` where this version does not understand it */
export const storedTrainConfig = (runFolder: string): TrainConfig => storedConfig(runFolder, trainConfig);

/** A config that is frozen becomes the run's own snapshot; one that was cut off in the middle is made whole. */
export function takeSnapshot(from: string, runFolder: string): void {
  const to = runPaths(runFolder).hydra;
  makeFolders(to);
  for (const name of readdirSync(from)) if (name.endsWith(".yaml")) copyFileSync(join(from, name), join(to, name));
}
