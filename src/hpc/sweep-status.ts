/**
 * @file How far the points of a sweep are, from plain files: the manifest, and what each run says of itself. It needs no
 * launcher and no batch system, so it works while jobs run elsewhere, and on a folder that was copied.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunCourse, readCourse } from "#facts";
import { type ManifestPoint, runFolderOf, type SweepManifest } from "./manifest.ts";
import { namesIn } from "./point-names.ts";
import { logFilesOf, type PointReport, type PointState, reportPoint } from "./point-state.ts";

export interface PointStatus extends PointReport {
  readonly point: ManifestPoint;
  /** What sets it apart from the others: `#3 latent_space=vq`. */
  readonly name: string;
  readonly course: RunCourse | null;
  /** Of the whole training; null before it has begun. */
  readonly epochs: number | null;
  /** Of a point that runs; null for others, and before its first epoch is over. */
  readonly secondsLeft: number | null;
  /** How many times longer than the sweep's median an epoch takes, for a point that runs. */
  readonly slowness: number | null;
  /** Files that hold what its process wrote; those that are there. */
  readonly logs: readonly string[];
}

/** A point whose epochs take so many times the median is called slow. */
export const SLOW = 1.5;

export function sweepStatus(
  manifest: SweepManifest,
  sweepFolder: string,
  now: Date = new Date(),
): readonly PointStatus[] {
  const nameOf = namesIn(manifest);
  const courses = manifest.points.map((point) => readCourse(runFolderOf(point, sweepFolder)));
  const typical = median(courses.flatMap((course) => course?.secondsPerEpoch ?? []));
  return manifest.points.map((point, at) => {
    const { epochs, ...report } = reportPoint(point, sweepFolder, now);
    const course = courses[at]!;
    const isRunning = report.state === "running" && course !== null;
    return {
      ...report,
      ...{ point, course, epochs },
      name: nameOf(point),
      secondsLeft: isRunning && epochs !== null ? (epochs - course.epochs) * course.secondsPerEpoch : null,
      slowness: isRunning && typical > 0 ? course.secondsPerEpoch / typical : null,
      logs: logFilesOf(point)
        .map((name) => join(sweepFolder, name))
        .filter((path) => existsSync(path)),
    };
  });
}

/** Logs of a search's workers whose last words are an error: what a worker stumbles over is no trial's failure. */
export function troubledWorkers(sweepFolder: string): readonly string[] {
  const folder = join(sweepFolder, "logs");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^worker\d+\.(log|err)$/.test(name)) : [];
  return names
    .map((name) => join(folder, name))
    .filter((path) => lastLines(path).some((line) => line.startsWith("error ")))
    .toSorted();
}

/** What the process of a log wrote at its end. */
export const lastLines = (log: string): readonly string[] =>
  readFileSync(log, "utf8").trimEnd().split("\n").slice(-LAST_LINES);

const LAST_LINES = 4;

export const countByState = (statuses: readonly PointStatus[]): ReadonlyMap<PointState, number> => {
  const counts = new Map<PointState, number>();
  for (const { state } of statuses) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
