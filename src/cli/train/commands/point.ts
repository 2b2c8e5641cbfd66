/** @file `thesis-train point=EXP/manifest.json#3`: one point of a sweep, in a process of its own, as launchers start it. */
import { join } from "node:path";
import {
  isToBePruned,
  type JobMessage,
  type ManifestPoint,
  PRUNED,
  parsePointArgument,
  pointOf,
  readManifest,
  recordResults,
  reportPoint,
  runFolderOf,
  type StopMessage,
} from "#hpc";
import type { TrainingEvent } from "#training-loops";
import { makeFolders } from "#utils/make-folders.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { EXIT_CODES, type StopSignal } from "../stop-signal.ts";
import { continueRun } from "../training/continue-run.ts";
import { type RunLock, withRunLock } from "../training/run-lock.ts";
import { takeSnapshot } from "../training/stored-run.ts";
import type { RunCommand } from "./command.ts";

export const pointCommand: RunCommand = ({ value, output, stop }) => runPoint(value, output, stop);

/** Of single steps a launcher is told at most this often. */
const STEP_MESSAGE_MS = 200;

/**
 * Starts the point, or goes on with it; does nothing where it is finished.
 *
 * @param wish what follows `point=`
 * @returns the exit code
 * @throws FixableError `hpc/bad-point`, `hpc/no-sweep`, `hpc/no-point`, `train/run-in-use`, and whatever the training throws
 */
async function runPoint(wish: string, output: ProgressStream, signals: StopSignal): Promise<number> {
  const { sweepFolder, number } = parsePointArgument(wish);
  const manifest = readManifest(sweepFolder);
  const point = pointOf(manifest, number, sweepFolder);
  Object.assign(process.env, point.environment);
  // started by a launcher that is gone by now: there is a way to send, and nobody at its end
  if (process.send && !process.connected) return EXIT_CODES.SIGTERM;
  const asked = listenToLauncher(signals);
  const judge = manifest.search && new Judge(sweepFolder, point);
  const stop: StopSignal = {
    get requested() {
      return asked.requested ?? judge?.verdict;
    },
    get saves() {
      return asked.saves;
    },
  };
  const tell = tellLauncher();
  const onEvent = (event: TrainingEvent) => {
    tell?.(event);
    judge?.observe(event);
  };
  const runFolder = runFolderOf(point, sweepFolder);
  makeFolders(runFolder);
  const goOn = async (lock: RunLock) => {
    const { state } = reportPoint(point, sweepFolder);
    if (state === "finished" || state === "pruned") return 0;
    takeSnapshot(join(sweepFolder, point.config), runFolder);
    return continueRun({ runFolder, lock, output, stop, onEvent });
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

/** A launcher asks to stop by a message; one that is gone asks by being gone. */
function listenToLauncher(signals: StopSignal): StopSignal {
  let told: StopSignal["requested"];
  if (process.connected) {
    process.on("message", (message) => {
      told ??= (message as StopMessage).stop;
    });
    process.on("disconnect", () => {
      told ??= "SIGTERM";
    });
    process.channel?.unref(); // it must not keep a training alive that has ended
  }
  return {
    get requested() {
      return signals.requested ?? told;
    },
    get saves() {
      return signals.saves;
    },
  };
}

function tellLauncher(): ((event: TrainingEvent) => void) | undefined {
  if (!process.connected) return undefined;
  let lastStepMs = Number.NEGATIVE_INFINITY;
  // a launcher that is gone cannot hear, which `disconnect` tells
  const tell = (message: JobMessage) => void (process.connected && process.send?.(message, undefined, {}, () => {}));
  return (event) => {
    if (event.kind === "started") tell({ kind: "started", epochs: event.epochs, stepsPerEpoch: event.stepsPerEpoch });
    if (event.kind === "step" && performance.now() - lastStepMs >= STEP_MESSAGE_MS) {
      lastStepMs = performance.now();
      tell({ kind: "step", epoch: event.epoch, step: event.step, loss: event.loss });
    }
    if (event.kind === "epoch") {
      const [trainLoss, validationLoss] = [event.train.losses.total, event.validation.losses.total];
      tell({ kind: "epoch", epoch: event.epoch, trainLoss, validationLoss });
    }
  };
}
