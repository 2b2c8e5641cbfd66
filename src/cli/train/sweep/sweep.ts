/** @file A sweep's points: frozen in a manifest, taken to where they run, and taken up again where they were stopped. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Composition,
  type Launch,
  type PlainConfig,
  type PlannedSweep,
  resolvedContent,
  select,
  toPlain,
} from "#config";
import {
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
import type { TrainApplication } from "../application.ts";
import { freezing } from "./frozen-point.ts";
import { SearchResults } from "./search-results.ts";
import { refuseToLearn, reopenSearch, SearchRun, searchOf } from "./search-run.ts";

export interface SweepHost {
  readonly output: ProgressStream;
  readonly check: TrainApplication["check"];
}

/**
 * @returns undefined for Hydra's basic launcher
 * @throws FixableError `hpc/sweep-exists`, `hpc/search-waits`, and what is wrong with `hydra.launcher`
 */
export function sweepLaunch(config: PlainConfig, sweep: Composition, host: SweepHost): Launch | undefined {
  const launcher = openLauncher(config, sweep);
  const search = searchOf(sweep);
  if (search) refuseToLearn(search, config, launcher);
  if (launcher === undefined) return undefined;
  refuseNamedFolder(sweep);
  return ({ folder, jobs, plan }: PlannedSweep) =>
    lockedSweep(folder, async () => {
      refuseUsed(folder); // by a sweep that has come since
      const freeze = freezing(launcher, search?.rules.n_trials ?? jobs.length);
      const manifest = await writeManifest(folder, {
        argv: process.argv.slice(2),
        workingFolder: process.cwd(),
        launcher: config,
        points: jobs.map(freeze),
        ...(search && { search: search.rules }),
      });
      const searching = search && new SearchRun(manifest, { folder, search, plan, check: host.check, freeze });
      await launchPoints({ folder, manifest, points: manifest.points, launcher, searching, output: host.output });
    });
}

/**
 * `thesis-train resume=EXP`: what has begun goes on, what has not starts, what is finished is left alone.
 *
 * @throws FixableError `hpc/bad-manifest`, `hpc/sweep-in-use`, `hpc/points-failed`, `hpc/other-configs`
 */
export async function resumeSweep(wish: string, application: TrainApplication, output: ProgressStream): Promise<void> {
  const folder = resolve(wish);
  const { launcher: config } = readManifest(folder);
  const launcher = reopenLauncher(config, join(folder, MANIFEST_FILE));
  await lockedSweep(folder, async () => {
    const manifest = readManifest(folder);
    const total = manifest.search?.n_trials ?? manifest.points.length;
    const states = manifest.points.map((point) => reportPoint(point, folder).state);
    const points = manifest.points.filter((_, at) => states[at] !== "finished" && states[at] !== "pruned");
    const pruned = states.filter((state) => state === "pruned").length;
    output.write(`${states.length - points.length - pruned} of ${total} points are finished`);
    output.write(pruned > 0 ? `, ${pruned} pruned\n` : "\n");
    const searching =
      manifest.points.length < total ? await reopenSearch(folder, manifest, { launcher, application }) : undefined;
    if (points.length > 0 || searching) await launchPoints({ folder, manifest, points, launcher, searching, output });
    else if (manifest.search) await new SearchResults(folder, manifest.search).say(manifest, output);
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
  /** Where a search makes further points. */
  readonly searching: SearchRun | undefined;
  readonly output: ProgressStream;
}

async function launchPoints(wanted: PointsToLaunch): Promise<void> {
  const { folder, manifest, points, launcher, searching, output } = wanted;
  const current = () => searching?.manifest ?? manifest; // which a search adds to
  const results = manifest.search && new SearchResults(folder, manifest.search);
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
      total: points.length + (manifest.search ? manifest.search.n_trials - manifest.points.length : 0),
      ...(searching && { more: () => searching.more() }),
      ...(results && { onEnd: (point: ManifestPoint) => results.note(point, current()) }),
      command,
      output,
      stop: stop.signal,
    });
    if (launcher.waits) await results?.say(current(), output);
    if (stop.signal.aborted) output.write(`stopped by ${stop.signal.reason}; go on: thesis-train resume=${folder}\n`);
    if (failed.length === 0) return;
    const each = failed.map(({ point, reason, log }) => `\n  #${point.number}: ${reason} (${log})`);
    throw new FixableError({
      code: "hpc/points-failed",
      problem: `${failed.length} of ${current().points.length} points failed${each.join("")}`,
      where: folder,
      fix: `thesis-train resume=${folder}`,
    });
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
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
