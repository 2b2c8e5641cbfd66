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
  freezing,
  isLearning,
  type Launcher,
  lockSweep,
  MANIFEST_FILE,
  type ManifestPoint,
  manifestOf,
  openLauncher,
  Proposer,
  readManifest,
  reopenLauncher,
  reopenProposer,
  reportPoint,
  type SearchingApplication,
  type SweepManifest,
  sayResults,
  searchOf,
  wantAgain,
  writeManifest,
} from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import { shellPath } from "#utils/short-path.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { launchPoints, POINT_COMMAND } from "./launch-points.ts";

export interface SweepHost {
  readonly output: ProgressStream;
  readonly check: SearchingApplication["check"];
}

/**
 * @returns undefined for Hydra's basic launcher
 * @throws FixableError `hpc/sweep-exists`, `hpc/search-waits`, and what is wrong with `hydra.launcher`
 */
export function sweepLaunch(config: PlainConfig, sweep: Composition, host: SweepHost): Launch | undefined {
  const launcher = openLauncher(config, sweep);
  const search = searchOf(sweep);
  if (launcher === undefined) {
    if (search && isLearning(search.rules)) throw nothingToLearnFrom(search.rules.kind);
    return undefined;
  }
  refuseNamedFolder(sweep);
  return (planned) =>
    lockedSweep(planned.folder, async () => {
      const { folder, plan } = planned;
      refuseUsed(folder); // by a sweep that has come since
      const manifest = await writeManifest(folder, planOf(planned, config, launcher));
      const proposer = async () => {
        const freeze = freezing(launcher, search!.rules.n_trials);
        return new Proposer({ search: search!, plan, check: host.check, freeze });
      };
      const wanted = { folder, manifest, points: manifest.points, launcher, output: host.output };
      await runPoints({ ...wanted, ...(search && isLearning(search.rules) && { proposer }) });
    });
}

/** The file that would be submitted, where the launcher submits any. @throws FixableError as `sweepLaunch` */
export function sweepSubmission(config: PlainConfig, planned: PlannedSweep): string | undefined {
  const launcher = openLauncher(config, planned.sweep);
  if (launcher?.preview === undefined) return undefined;
  const { folder } = planned;
  const manifest = manifestOf(folder, planOf(planned, config, launcher));
  const { points, search } = manifest;
  return launcher.preview({
    ...{ sweepFolder: folder, manifest, points, command: POINT_COMMAND },
    total: search?.n_trials ?? points.length,
    ...(search && isLearning(search) && { more: async () => undefined }),
  });
}

function planOf({ jobs, sweep }: PlannedSweep, config: PlainConfig, launcher: Launcher) {
  const rules = searchOf(sweep)?.rules;
  return {
    argv: process.argv.slice(2),
    workingFolder: process.cwd(),
    launcher: config,
    points: jobs.map(freezing(launcher, rules?.n_trials ?? jobs.length)),
    ...(rules && { search: rules }),
  };
}

/**
 * `thesis-train resume=EXP`: what has begun goes on, what has not starts, what is finished is left alone.
 *
 * @throws FixableError `hpc/bad-manifest`, `hpc/sweep-in-use`, `hpc/points-failed`, `hpc/other-configs`
 */
export async function resumeSweep(
  wish: string,
  application: SearchingApplication,
  output: ProgressStream,
): Promise<void> {
  const folder = resolve(wish);
  const { launcher: config } = readManifest(folder);
  const launcher = reopenLauncher(config, join(folder, MANIFEST_FILE));
  await lockedSweep(folder, async () => {
    const manifest = readManifest(folder);
    const { search } = manifest;
    const total = search?.n_trials ?? manifest.points.length;
    const states = manifest.points.map((point) => reportPoint(point, folder).state);
    const points = manifest.points.filter((_, at) => states[at] !== "finished" && states[at] !== "pruned");
    const pruned = states.filter((state) => state === "pruned").length;
    output.write(`${states.length - points.length - pruned} of ${total} points are finished`);
    output.write(pruned > 0 ? `, ${pruned} pruned\n` : "\n");
    const isWhole = manifest.points.length >= total;
    const reopen = () => reopenProposer(folder, manifest, { launcher, application });
    const opened = isWhole ? undefined : await reopen(); // what is wrong with it is said before anything starts
    const proposer = async () => opened ?? (await reopen());
    if (points.length === 0 && isWhole) {
      if (search) await sayResults(folder, output);
    } else
      await runPoints({
        folder,
        manifest,
        points,
        launcher,
        output,
        ...(search && isLearning(search) && { proposer }),
      });
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

interface PointsToRun {
  readonly folder: string;
  readonly manifest: SweepManifest;
  /** Those that are planned and not done. */
  readonly points: readonly ManifestPoint[];
  readonly launcher: Launcher;
  readonly output: ProgressStream;
  /** Of a search that learns, whose points are taken from its queue. */
  readonly proposer?: () => Promise<Proposer>;
}

/** @throws FixableError `hpc/points-failed` */
async function runPoints({ folder, manifest, points, proposer, ...by }: PointsToRun): Promise<void> {
  const unplanned = (manifest.search?.n_trials ?? manifest.points.length) - manifest.points.length;
  const stateOf = (point: ManifestPoint) => reportPoint(point, folder).state;
  // a batch job outlives the command that submitted it
  const running = by.launcher.jobRules ? points.filter((point) => stateOf(point) === "running") : [];
  if (running.length > 0)
    by.output.write(`left alone, because they run: ${running.map(({ number }) => `#${number}`).join(", ")}\n`);
  const left = points.filter((point) => !running.includes(point));
  if (proposer) for (const point of left) if (stateOf(point) === "failed") wantAgain(point, folder);
  const { failed, stoppedBy } = await launchPoints({
    ...{ folder, manifest, ...by },
    points: proposer ? [] : left,
    total: left.length + unplanned,
    ...(proposer && { proposer }),
  });
  if (stoppedBy) by.output.write(`stopped by ${stoppedBy}; go on: thesis-train resume=${shellPath(folder)}\n`);
  if (failed.length === 0) return;
  const each = failed.map(({ point, reason, log }) => `\n  #${point.number}: ${reason} (${log})`);
  throw new FixableError({
    code: "hpc/points-failed",
    problem: `${failed.length} of ${readManifest(folder).points.length} points failed${each.join("")}`,
    where: folder,
    fix: `thesis-train resume=${shellPath(folder)}`,
  });
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
    fix: `thesis-train resume=${shellPath(folder)}`,
  });
}

const nothingToLearnFrom = (kind: string) =>
  new FixableError({
    code: "hpc/search-waits",
    problem: `hydra/sweeper=${kind} learns from results what to try next, and hydra/launcher=basic shows it none (hydra/sweeper=random knows its points beforehand)`,
    where: "hydra.launcher",
    fix: "hydra/launcher=local",
  });
