/** @file What a launcher is: it takes points of a sweep to where they run. */
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import type { ManifestPoint, SweepManifest } from "../manifest.ts";

export interface Launcher {
  /** Of a cluster: what becomes of the jobs that it submits. Without it, `launch` comes back only when the points have ended. */
  readonly jobRules?: JobRules;
  /** What `threads: auto` of a config comes to, so that the same point has the same bits whenever it is run. */
  threads(points: number): number;
  /** Comes back when the points have ended, or been handed to a cluster. @throws FixableError */
  launch(request: LaunchRequest): Promise<LaunchResult>;
  /** The file that `launch` would submit. */
  preview?(request: SubmitRequest): string;
}

export interface JobRules {
  /** How often a point that failed is started again, from where it was. */
  readonly retries: number;
  /** What a job ends with that was stopped and saved: it goes back into the queue. */
  readonly requeueExitCode: number;
  /** After which a job that runs point after point stops by itself, where nothing would ask it to before its time is up. */
  readonly stopAfterSeconds?: number | undefined;
}

export interface LaunchRequest {
  /** Absolute. */
  readonly sweepFolder: string;
  readonly manifest: SweepManifest;
  /** Those to run; in the same order. */
  readonly points: readonly ManifestPoint[];
  /**
   * Asked for one more whenever nothing else is to be run: a search makes it from the results so far. A cluster's jobs ask
   * for themselves (`worker=…`).
   */
  readonly more?: () => Promise<ManifestPoint | undefined>;
  /** How many are to be run, those of `more` included. */
  readonly total: number;
  /** Told whenever a point has ended for good; where it fails, no further point is started. Not by a cluster. */
  readonly onEnd?: (point: ManifestPoint) => Promise<void>;
  /** The command that runs a point when `point=…` is added: the program and its arguments. */
  readonly command: readonly string[];
  readonly output: ProgressStream;
  /** Its reason is the signal that asked to stop. */
  readonly stop: AbortSignal;
}

export type SubmitRequest = Pick<LaunchRequest, "sweepFolder" | "manifest" | "points" | "more" | "total" | "command">;

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
