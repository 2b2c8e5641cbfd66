/** @file `thesis-train point=EXP/manifest.json#3`: one point of a sweep, in a process of its own, as launchers start it. */
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  type JobMessage,
  type ManifestPoint,
  type PointState,
  parsePointArgument,
  pointOf,
  readManifest,
  reportPoint,
  runFolderOf,
  SILENCE_SECONDS,
  type StopMessage,
} from "#hpc";
import type { TrainingEvent } from "#training-loops";
import { makeFolders } from "#utils/make-folders.ts";
import { runPaths } from "#utils/paths.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { continueRun } from "../continue-run.ts";
import { openRunEvents } from "../open-run-events.ts";
import { EXIT_CODES, type StopSignal } from "../stop-signal.ts";
import { storedConfig } from "../stored-run.ts";
import { train } from "../train.ts";
import { runtimeOf } from "../trainings.ts";
import type { RunCommand } from "./command.ts";

export const pointCommand: RunCommand = ({ value, output, stop }) => runPoint(value, output, stop);

/** Of single steps a launcher is told at most this often. */
const STEP_MESSAGE_MS = 200;

/**
 * Starts the point, or goes on with it; does nothing where it is finished.
 *
 * @param wish what follows `point=`
 * @returns the exit code
 * @throws FixableError `hpc/bad-point`, `hpc/no-sweep`, `hpc/no-point`, and whatever the training throws
 */
async function runPoint(wish: string, output: ProgressStream, signals: StopSignal): Promise<number> {
  const { sweepFolder, number } = parsePointArgument(wish);
  const point = pointOf(readManifest(sweepFolder), number, sweepFolder);
  Object.assign(process.env, point.environment);
  if ((await silentState(point, sweepFolder)) === "finished") return 0;
  const stop = listenToLauncher(signals);
  const runFolder = runFolderOf(point, sweepFolder);
  const run = { runFolder, output, stop, onEvent: tellLauncher() };
  if (existsSync(runPaths(runFolder).meta)) {
    takeSnapshot(join(sweepFolder, point.config), runFolder);
    await continueRun(run);
  } else {
    // killed before it had said who it is: nothing has been trained
    rmSync(runPaths(runFolder).facts, { recursive: true, force: true });
    takeSnapshot(join(sweepFolder, point.config), runFolder);
    const config = storedConfig(runFolder);
    const data = await openRunEvents(config);
    await train({ ...run, config, data, runtime: runtimeOf(config) });
  }
  return stop.requested ? EXIT_CODES[stop.requested] : 0;
}

/**
 * A batch system that lost a machine starts its point again before the heartbeat of the lost process is old enough to be
 * disbelieved; one that is alive all the same is told of by its facts.
 */
async function silentState(point: ManifestPoint, sweepFolder: string): Promise<PointState> {
  for (let waited = 0; ; waited++) {
    const { state } = reportPoint(point, sweepFolder);
    if (state !== "running" || waited > SILENCE_SECONDS) return state;
    await setTimeout(1000);
  }
}

/** The frozen config becomes the run's own snapshot; one that was cut off in the middle is made whole. */
function takeSnapshot(from: string, runFolder: string): void {
  const to = runPaths(runFolder).hydra;
  makeFolders(to);
  for (const name of readdirSync(from)) if (name.endsWith(".yaml")) copyFileSync(join(from, name), join(to, name));
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
