/** @file Points on their way: a launcher runs them until they have ended or a signal comes, and a search says what it has found. */
import { join } from "node:path";
import {
  assertHasMetric,
  type FailedPoint,
  type Launcher,
  type ManifestPoint,
  type Proposer,
  type StoppingSignal,
  type SweepManifest,
  sayResults,
  TrialQueue,
} from "#hpc";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { STOPPING_SIGNALS } from "../stop-signal.ts";

/** What runs a point when `point=…` is added. */
export const POINT_COMMAND = [process.execPath, join(PACKAGE_ROOT, "dist/cli/train/main.js")];

export interface PointsToLaunch {
  readonly folder: string;
  readonly manifest: SweepManifest;
  readonly points: readonly ManifestPoint[];
  /** How many are to be run, those included that are taken from the queue of a search. */
  readonly total: number;
  readonly launcher: Launcher;
  readonly output: ProgressStream;
  /** Of a search that learns. */
  readonly proposer?: () => Promise<Proposer>;
  /** Stops as after SIGTERM. */
  readonly stopAfterSeconds?: number | undefined;
}

export interface PointsEnd {
  readonly failed: readonly FailedPoint[];
  readonly stoppedBy: StoppingSignal | undefined;
}

/** @throws FixableError where a launcher cannot launch, a search cannot go on, or nothing can be written */
export async function launchPoints(wanted: PointsToLaunch): Promise<PointsEnd> {
  const { folder, manifest, launcher, proposer, output } = wanted;
  const stop = new AbortController();
  const listeners = STOPPING_SIGNALS.map((signal) => [signal, () => stop.abort(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  const timer = wanted.stopAfterSeconds && setTimeout(() => stop.abort("SIGTERM"), 1000 * wanted.stopAfterSeconds);
  const queue = proposer && new TrialQueue({ folder, proposer, stop: stop.signal });
  try {
    output.write(`sweep: ${folder}\n`);
    const { failed } = await launcher.launch({
      ...{ sweepFolder: folder, manifest, points: wanted.points, total: wanted.total, output },
      ...(queue && { more: () => queue.next() }),
      onEnd: async (point) => {
        queue?.release(point);
        if (manifest.search) assertHasMetric(point, folder, manifest.search);
      },
      command: POINT_COMMAND,
      stop: stop.signal,
    });
    if (manifest.search && !launcher.jobRules) await sayResults(folder, output);
    return { failed, stoppedBy: stop.signal.reason as PointsEnd["stoppedBy"] };
  } finally {
    if (timer) clearTimeout(timer);
    queue?.close();
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
}
