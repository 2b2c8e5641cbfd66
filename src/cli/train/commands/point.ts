/** @file `thesis-train point=EXP/manifest.json#3`: one point of a sweep, in a process of its own, as launchers start it. */
import { join } from "node:path";
import {
  isToBePruned,
  type ManifestPoint,
  PRUNED,
  parsePointArgument,
  pointOf,
  readManifest,
  recordResults,
  reportPoint,
  runFolderOf,
} from "#hpc";
import type { TrainingEvent } from "#training-loops";
import { makeFolders } from "#utils/make-folders.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { EXIT_CODES, type StopSignal } from "../stop-signal.ts";
import { LauncherLine } from "../sweep/launcher-line.ts";
import { continueRun } from "../training/continue-run.ts";
import { SharedEvents } from "../training/open-run-events.ts";
import { type RunLock, withRunLock } from "../training/run-lock.ts";
import { takeSnapshot } from "../training/stored-run.ts";
import type { RunCommand } from "./command.ts";

/**
 * Starts the point, or goes on with it; does nothing where it is finished. A launcher that listens gives the process one
 * point after another, as long as they end well.
 *
 * @returns the exit code; 0 also where the point was finished before it could be stopped
 * @throws FixableError `hpc/bad-point`, `hpc/no-sweep`, `hpc/no-point`, `train/run-in-use`, and whatever the training throws
 */
export const pointCommand: RunCommand = async ({ value, output, stop }) => {
  const { sweepFolder, number } = parsePointArgument(value);
  const line = LauncherLine.open();
  const events = new SharedEvents();
  for (let next: number | undefined = number; next !== undefined; next = await line?.next()) {
    const exitCode = await runPoint({ sweepFolder, number: next, line, events, output, signals: stop });
    if (exitCode !== 0 || stop.requested) return exitCode;
  }
  return 0;
};

interface PointToRun {
  readonly sweepFolder: string;
  readonly number: number;
  readonly line: LauncherLine | undefined;
  readonly events: SharedEvents;
  readonly output: ProgressStream;
  readonly signals: StopSignal;
}

async function runPoint({ sweepFolder, number, line, events, output, signals }: PointToRun): Promise<number> {
  const manifest = readManifest(sweepFolder);
  const point = pointOf(manifest, number, sweepFolder);
  Object.assign(process.env, point.environment);
  if (await line?.isCut()) return EXIT_CODES.SIGTERM;
  const judge = manifest.search && new Judge(sweepFolder, point);
  const stop: StopSignal = {
    get requested() {
      return signals.requested ?? line?.told ?? judge?.verdict;
    },
    get saves() {
      return signals.saves;
    },
  };
  const onEvent = (event: TrainingEvent) => {
    line?.tell(event);
    judge?.observe(event);
  };
  const runFolder = runFolderOf(point, sweepFolder);
  makeFolders(runFolder);
  const goOn = async (lock: RunLock) => {
    const { state } = reportPoint(point, sweepFolder);
    if (state === "finished" || state === "pruned") return 0;
    takeSnapshot(join(sweepFolder, point.config), runFolder);
    return continueRun({ runFolder, lock, events, output, stop, onEvent });
  };
  // a batch system that lost a machine starts its point again before the lost process can be disbelieved
  const exitCode = await withRunLock(runFolder, goOn, { isPatient: true });
  if (manifest.search && exitCode === 0) await recordResults(sweepFolder);
  return exitCode;
}

/** Asks after every epoch whether a search goes on with the point. */
class Judge {
  readonly #sweepFolder: string;
  readonly #point: ManifestPoint;
  #epochs = 0;
  verdict: typeof PRUNED | undefined;

  constructor(sweepFolder: string, point: ManifestPoint) {
    this.#sweepFolder = sweepFolder;
    this.#point = point;
  }

  /** @throws FixableError `facts/no-scalar` */
  observe(event: TrainingEvent): void {
    if (event.kind === "started") this.#epochs = event.epochs;
    if (event.kind !== "started" && event.kind !== "epoch") return;
    const manifest = readManifest(this.#sweepFolder); // which has grown since
    const asked = { point: this.#point, sweepFolder: this.#sweepFolder, epochs: this.#epochs };
    if (isToBePruned(manifest, asked)) this.verdict = PRUNED;
  }
}
