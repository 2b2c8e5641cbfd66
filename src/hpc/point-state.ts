/** @file How far a point of a sweep is, from what its run says of itself. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { GONE, runStatusAt } from "#facts";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { jsonOrNull } from "#utils/file-text.ts";
import { runPaths } from "#utils/paths.ts";
import { timestampOf } from "#utils/timestamp.ts";
import { type ManifestPoint, runFolderOf } from "./manifest.ts";

export type PointState = "planned" | "running" | "finished" | "pruned" | "failed" | "interrupted";

/** The reason of a run that ended because others of its search did better. */
export const PRUNED = "pruned";

export interface PointReport {
  readonly state: PointState;
  /** An error's code, a signal, a sentence; null where there is nothing to say. */
  readonly reason: string | null;
  /** Of the whole training; null before it has begun. */
  readonly epochs: number | null;
}

/** Beside a point's config, where its process ended before its run could say so. */
const exitFile = ({ config }: ManifestPoint, sweepFolder: string) => join(sweepFolder, config, "exit.json");

export function reportPoint(point: ManifestPoint, sweepFolder: string, now = new Date()): PointReport {
  const status = runStatusAt(runPaths(runFolderOf(point, sweepFolder)).status, now);
  const isSilent = status === null || (status.status === "interrupted" && status.reason === GONE);
  const exit = isSilent ? jsonOrNull<{ readonly reason: string }>(exitFile(point, sweepFolder)) : null;
  if (exit) return { state: "failed", reason: exit.reason, epochs: status?.epochs ?? null };
  if (status === null) return { state: "planned", reason: null, epochs: null };
  const isPruned = status.status === "interrupted" && status.reason === PRUNED;
  if (isPruned) return { state: "pruned", reason: null, epochs: status.epochs };
  return { state: status.status, reason: status.reason, epochs: status.epochs };
}

/** Where launchers put what a point writes, below the sweep's folder: the local one and Slurm, HTCondor's two. */
export const logFilesOf = ({ number }: ManifestPoint): readonly string[] =>
  ["log", "out", "err"].map((ending) => `logs/job${number}.${ending}`);

/** For an end that the run's own facts know nothing of. @throws FixableError `files/disk-full` and the like */
export async function noteExit(point: ManifestPoint, sweepFolder: string, reason: string): Promise<void> {
  const text = `${JSON.stringify({ reason, at: timestampOf(new Date()) })}\n`;
  await writeFileAtomic(exitFile(point, sweepFolder), text);
}

/** Of a point that is started again. */
export const forgetExit = (point: ManifestPoint, sweepFolder: string): void =>
  rmSync(exitFile(point, sweepFolder), { force: true });
