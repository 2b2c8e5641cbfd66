/** @file What a launcher is: it takes points of a sweep to where they run. */
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import type { ManifestPoint, SweepManifest } from "../manifest.ts";

export interface Launcher {
  /** Whether `launch` comes back only when the points have ended, so that a search can learn from some what the next are. */
  readonly waits: boolean;
  /** What `threads: auto` of a config comes to, so that the same point has the same bits whenever it is run. */
  threads(points: number): number;
  /** Comes back when the points have ended, or been handed to a cluster. @throws FixableError */
  launch(request: LaunchRequest): Promise<LaunchResult>;
}

export interface LaunchRequest {
  /** Absolute. */
  readonly sweepFolder: string;
  readonly manifest: SweepManifest;
  /** Those to run; in the same order. */
  readonly points: readonly ManifestPoint[];
  /** Asked for one more whenever nothing else is to be run: a search makes it from the results so far. Only where `waits`. */
  readonly more?: () => Promise<ManifestPoint | undefined>;
  /** How many there will be at most, those of `more` included. */
  readonly total: number;
  /** Told whenever a point has ended for good; where it fails, no further point is started. Only where `waits`. */
  readonly onEnd?: (point: ManifestPoint) => Promise<void>;
  /** The command that runs a point when `point=…` is added: the program and its arguments. */
  readonly command: readonly string[];
  readonly output: ProgressStream;
  /** Its reason is the signal that asked to stop. */
  readonly stop: AbortSignal;
}

export interface LaunchResult {
  readonly failed: readonly FailedPoint[];
}

export interface FailedPoint {
  readonly point: ManifestPoint;
  /** An error's code, a signal, an exit code. */
  readonly reason: string;
  /** What the process wrote. */
  readonly log: string;
}
