/**
 * @file What is unfinished below the outputs: runs that were stopped or killed, and sweeps with points left. The runs of a
 * sweep go on with it, so they are not told apart from it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRunMeta, runStatusAt } from "#facts";
import { lockSweep, MANIFEST_FILE, PRUNED, reopenLauncher, reportPoint, runFolderOf, type SweepManifest } from "#hpc";
import { textOrNull } from "#utils/file-text.ts";
import { outputPaths, runPaths } from "#utils/paths.ts";
import { foldersIn, sweepsIn, unlessBroken } from "./output-root.ts";

export interface OpenWork {
  /** Absolute. */
  readonly folder: string;
  /** How far it is: `3 of 8 points are finished`. */
  readonly progress: string;
  /** When it was last alive, as a time stamp. */
  readonly lastAlive: string;
  /** The batch system that its points were given to, where some may still wait in its queue; null where nothing can be waiting. */
  readonly queue: string | null;
}

/** Those that lived last first; what is running now is not among them. */
export function openWorkBelow(root: string): readonly OpenWork[] {
  const { runs, multiruns } = outputPaths(root);
  const sweeps = sweepsIn(multiruns);
  const ofSweeps = new Set(
    sweeps.flatMap(({ folder, manifest }) => manifest.points.map((point) => runFolderOf(point, folder))),
  );
  const open = [
    ...foldersIn(runs).map((folder) => (ofSweeps.has(folder) ? null : openRun(folder))),
    ...sweeps.map(({ folder, manifest }) => unlessBroken(() => openSweep(folder, manifest))),
  ].filter((each) => each !== null);
  return open.toSorted((a, b) => Date.parse(b.lastAlive) - Date.parse(a.lastAlive));
}

interface State {
  readonly state: string;
  readonly reason: string | null;
}

/** Neither finished, nor failed by its own doing, nor ended by a search, nor alive. */
function isWaiting({ state, reason }: State): boolean {
  if (state === "planned") return true;
  if (state === "interrupted") return reason !== PRUNED;
  return state === "failed" && reason === "files/disk-full";
}

function openRun(folder: string): OpenWork | null {
  const paths = runPaths(folder);
  if (!existsSync(paths.meta) || !existsSync(paths.snapshot)) return null;
  const status = runStatusAt(paths.status);
  if (!isWaiting({ state: status?.status ?? "planned", reason: status?.reason ?? null })) return null;
  return {
    folder,
    progress: status?.epochs
      ? `${Math.max(status.epochs_done ?? 0, epochsWritten(paths.scalars))} of ${status.epochs} epochs are done`
      : "not begun",
    lastAlive: status?.heartbeat_at ?? readRunMeta(folder).started_at,
    queue: null,
  };
}

/** A run that was killed could not say in its status how many. */
function epochsWritten(scalars: string): number {
  const last = textOrNull(scalars)?.trimEnd().split("\n").at(-1);
  return Number.parseInt(last ?? "", 10) + 1 || 0; // the head where there is none
}

/** @throws FixableError where its launcher cannot be read, or is running its points */
function openSweep(folder: string, manifest: SweepManifest): OpenWork | null {
  const { points, search, launcher, created_at } = manifest;
  const reports = points.map((point) => reportPoint(point, folder));
  const total = search?.n_trials ?? points.length;
  const hasRunning = reports.some(({ state }) => state === "running");
  if (hasRunning || (points.length === total && !reports.some(isWaiting))) return null;
  lockSweep(folder)(); // its launcher may be between two points
  const count = (wanted: string) => reports.filter(({ state }) => state === wanted).length;
  const beats = points.map((point) => runStatusAt(runPaths(runFolderOf(point, folder)).status)?.heartbeat_at);
  const times = [created_at, ...beats.filter((beat) => beat !== undefined)];
  return {
    folder,
    progress: `${count("finished")} of ${total} points are finished${count("pruned") > 0 ? `, ${count("pruned")} pruned` : ""}`,
    lastAlive: times.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1)!,
    queue: reopenLauncher(launcher, join(folder, MANIFEST_FILE)).jobRules ? String(launcher["kind"]) : null,
  };
}
