/** @file A sweep's points: frozen in a manifest, taken to where they run, and taken up again where they were stopped. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type Composition,
  frozenYaml,
  type Job,
  type Launch,
  type PlainConfig,
  type PlannedSweep,
  processSurroundings,
  reopenSweep,
  resolvedContent,
  select,
  toPlain,
  toYaml,
  writeYaml,
} from "#config";
import { readValidationHistory } from "#facts";
import {
  type FrozenPoint,
  type Launcher,
  lockSweep,
  MANIFEST_FILE,
  type ManifestPoint,
  openLauncher,
  openSweeper,
  RESULTS_FILE,
  readManifest,
  reopenLauncher,
  reportPoint,
  runFolderOf,
  type Search,
  type SweepManifest,
  writeManifest,
  writeResults,
} from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import { lossText, type ProgressStream } from "#utils/training-progress-shower.ts";
import type { TrainApplication } from "./application.ts";
import { SearchRun } from "./search-run.ts";

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
  if (search && isLearning(search) && !launcher?.waits) throw cannotWait(search, config);
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
      manifest.points.length < total ? await reopenedSearch(folder, manifest, { launcher, application }) : undefined;
    if (points.length > 0 || searching) await launchPoints({ folder, manifest, points, launcher, searching, output });
    else if (manifest.search) await sayBest(manifest, folder, output);
  });
}

/** A search that is taken up again composes its further points from the same command line, on the same configs. */
async function reopenedSearch(
  folder: string,
  manifest: SweepManifest,
  { launcher, application }: { readonly launcher: Launcher; readonly application: TrainApplication },
): Promise<SearchRun> {
  process.chdir(resolve(folder, manifest.working_folder));
  const surroundings = { ...processSurroundings(), now: new Date(manifest.created_at) };
  const { sweep, plan } = await reopenSweep(application, manifest.argv, folder, surroundings);
  const search = searchOf(sweep);
  const freeze = freezing(launcher, manifest.search!.n_trials);
  const [first] = manifest.points;
  const isSame =
    isDeepStrictEqual(search?.rules, manifest.search) &&
    first !== undefined &&
    freeze(plan(first.overrides, 0)).files["config.yaml"] ===
      readFileSync(join(folder, first.config, "config.yaml"), "utf8");
  if (search && isSame) return new SearchRun(manifest, { folder, search, plan, check: application.check, freeze });
  throw new FixableError({
    code: "hpc/other-configs",
    problem:
      "the configs are others than when the search began, so its further points would not compare with the first",
    where: folder,
    fix: "put configs/ back to what it was, or begin another search",
  });
}

function searchOf(sweep: Composition): Search | undefined {
  const node = sweep.hydra.get("sweeper");
  const config = node ? (toPlain(resolvedContent(node, sweep.context)) as PlainConfig) : {};
  return openSweeper(config, sweep)?.search?.(sweep);
}

/** Whether some of its points depend on results. */
const isLearning = ({ begin, rules }: Search): boolean => begin.length < rules.n_trials;

function cannotWait({ rules }: Search, launcher: PlainConfig): FixableError {
  const kind = String(launcher["kind"] ?? "basic");
  return new FixableError({
    code: "hpc/search-waits",
    problem: `hydra/sweeper=${rules.kind} learns from results what to try next, and hydra/launcher=${kind} does not wait for any (hydra/sweeper=random knows its points beforehand)`,
    where: "hydra.launcher",
    fix: "hydra/launcher=local",
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
      ...(manifest.search && { onEnd: (point: ManifestPoint) => noteResult(point, current(), folder) }),
      command,
      output,
      stop: stop.signal,
    });
    if (launcher.waits) await sayBest(current(), folder, output);
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

/** @throws FixableError `facts/no-scalar`, at the first point rather than at all of them */
async function noteResult(point: ManifestPoint, manifest: SweepManifest, folder: string): Promise<void> {
  readValidationHistory(runFolderOf(point, folder), manifest.search!.metric);
  await writeResults(manifest, folder);
}

async function sayBest(manifest: SweepManifest, folder: string, output: ProgressStream): Promise<void> {
  const best = await writeResults(manifest, folder);
  if (best === undefined) return;
  const { keys, metric } = manifest.search!;
  const own = best.point.overrides.filter((text) => keys.some((key) => text.startsWith(`${key}=`)));
  output.write(`best ${metric} ${lossText(best.value)}: #${best.point.number} ${own.join(" ")}\n`);
  output.write(`results: ${join(folder, RESULTS_FILE)}\n`);
}

/** Points claim their folders before they are frozen. @param points how many there will be, which the cores are shared out to */
function freezing(launcher: Launcher, points: number): (job: Job) => FrozenPoint {
  const threads = launcher.threads(points);
  return (job) => frozenPoint(job, threads);
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
