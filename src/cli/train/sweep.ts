/** @file A sweep's points: frozen in a manifest, taken to where they run, and taken up again where they were stopped. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Composition,
  frozenYaml,
  type Job,
  type Launch,
  type PlainConfig,
  resolvedContent,
  select,
  toPlain,
  toYaml,
  writeYaml,
} from "#config";
import {
  type FrozenPoint,
  type Launcher,
  lockSweep,
  MANIFEST_FILE,
  type ManifestPoint,
  openLauncher,
  readManifest,
  reopenLauncher,
  reportPoint,
  type SweepManifest,
  writeManifest,
} from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";

/**
 * @returns undefined for Hydra's basic launcher
 * @throws FixableError `hpc/sweep-exists`, and what is wrong with `hydra.launcher`
 */
export function sweepLaunch(config: PlainConfig, sweep: Composition, output: ProgressStream): Launch | undefined {
  const launcher = openLauncher(config, sweep);
  if (launcher === undefined) return undefined;
  refuseNamedFolder(sweep);
  return ({ folder, jobs }) =>
    lockedSweep(folder, async () => {
      refuseUsed(folder); // by a sweep that has come since
      const manifest = await writeManifest(folder, {
        argv: process.argv.slice(2),
        workingFolder: process.cwd(),
        launcher: config,
        points: jobs.map((job) => frozenPoint(job, launcher.threads(jobs.length))),
      });
      await launchPoints({ folder, manifest, points: manifest.points, launcher, output });
    });
}

/**
 * `thesis-train resume=EXP`: what has begun goes on, what has not starts, what is finished is left alone.
 *
 * @throws FixableError `hpc/bad-manifest`, `hpc/sweep-in-use`, `hpc/points-failed`
 */
export async function resumeSweep(wish: string, output: ProgressStream): Promise<void> {
  const folder = resolve(wish);
  const manifest = readManifest(folder);
  const launcher = reopenLauncher(manifest.launcher, join(folder, MANIFEST_FILE));
  await lockedSweep(folder, async () => {
    const points = manifest.points.filter((point) => reportPoint(point, folder).state !== "finished");
    const done = manifest.points.length - points.length;
    output.write(`${done} of ${manifest.points.length} points are finished\n`);
    if (points.length > 0) await launchPoints({ folder, manifest, points, launcher, output });
  });
}

async function lockedSweep(folder: string, run: () => Promise<void>): Promise<void> {
  const unlock = lockSweep(folder);
  try {
    await run();
  } finally {
    unlock();
  }
}

/** Whether the folder is a sweep, and not one run. */
export const isSweep = (folder: string): boolean => existsSync(join(folder, MANIFEST_FILE));

interface PointsToLaunch {
  readonly folder: string;
  readonly manifest: SweepManifest;
  readonly points: readonly ManifestPoint[];
  readonly launcher: Launcher;
  readonly output: ProgressStream;
}

async function launchPoints({ folder, manifest, points, launcher, output }: PointsToLaunch): Promise<void> {
  const stop = new AbortController();
  const listeners = (["SIGINT", "SIGTERM"] as const).map((signal) => [signal, () => stop.abort(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  try {
    output.write(`sweep: ${folder}\n`);
    const command = [process.execPath, join(PACKAGE_ROOT, "dist/cli/train/main.js")];
    const { failed } = await launcher.launch({
      sweepFolder: folder,
      manifest,
      points,
      command,
      output,
      stop: stop.signal,
    });
    if (stop.signal.aborted) output.write(`stopped by ${stop.signal.reason}; go on: thesis-train resume=${folder}\n`);
    if (failed.length === 0) return;
    const each = failed.map(({ point, reason, log }) => `\n  #${point.number}: ${reason} (${log})`);
    throw new FixableError({
      code: "hpc/points-failed",
      problem: `${failed.length} of ${manifest.points.length} points failed${each.join("")}`,
      where: folder,
      fix: `thesis-train resume=${folder}`,
    });
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
}

function frozenPoint({ num, composition, config, overrides, runFolder }: Job, threads: number): FrozenPoint {
  const changes = config["threads"] === "auto" ? { threads: BigInt(threads) } : {};
  const environment = select(composition.hydra, "job.env_set", composition.context);
  return {
    number: num ?? 0,
    overrides: overrides.task,
    run: runFolder,
    environment: environment
      ? (toPlain(resolvedContent(environment, composition.context)) as Record<string, string>)
      : {},
    files: {
      "config.yaml": frozenYaml(composition, changes),
      "hydra.yaml": toYaml(composition, { part: "hydra" }),
      "overrides.yaml": writeYaml(overrides.task),
    },
  };
}

/** A folder that was named and holds a sweep already is not written over. */
function refuseNamedFolder(sweep: Composition): void {
  const isNamed = sweep.overrides.hydra.some((text) => /^\+{0,2}hydra\.sweep\.dir=/.test(text));
  const node = select(sweep.hydra, "sweep.dir", sweep.context);
  if (isNamed && node) refuseUsed(resolve(String(toPlain(resolvedContent(node, sweep.context)))));
}

function refuseUsed(folder: string): void {
  if (!isSweep(folder)) return;
  throw new FixableError({
    code: "hpc/sweep-exists",
    problem: "the folder holds a sweep already, and a sweep is planned once",
    where: folder,
    fix: `thesis-train resume=${folder}`,
  });
}
