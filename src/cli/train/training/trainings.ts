/** @file The points of a command line: each checked, with its data and its model, before the first one starts. */
import { availableParallelism } from "node:os";
import { checkConfig, type Job, resolvedContent, select, toPlain } from "#config";
import { describeDevices, type Runtime, requireDevice } from "#engine";
import { assertMeasured, assertMonitored, type TrainingEvent, trainingLoops } from "#training-loops";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { deviceTable } from "../console/device-table.ts";
import { modelTable } from "../console/model-table.ts";
import { exitCodeOf, type StopSignal } from "../stop-signal.ts";
import { type TrainConfig, trainConfig } from "../train-config.ts";
import { SharedEvents } from "./open-run-events.ts";
import { withRunLock } from "./run-lock.ts";
import { train } from "./train.ts";
import { warmStart } from "./warm-start.ts";

export class Trainings {
  readonly #output: ProgressStream;
  readonly #stop: StopSignal;
  readonly #onEvent: ((event: TrainingEvent) => void) | undefined;
  readonly #events = new SharedEvents();

  /** 0, or what says that the last training was stopped. */
  exitCode = 0;

  constructor(output: ProgressStream, stop: StopSignal, onEvent?: (event: TrainingEvent) => void) {
    this.#output = output;
    this.#stop = stop;
    this.#onEvent = onEvent;
  }

  /** @throws FixableError for a bad value, bad events, or parts that do not fit together; nothing is made by then */
  async check(job: Job): Promise<void> {
    const config = this.#configOf(job);
    await requireDevice(runtimeOf(config));
    const data = await this.#events.open(config);
    const { state, validationNames } = trainingLoops[config.loop].prepare({ config, data, runtime: runtimeOf(config) });
    const { trainer } = config.phase1;
    assertMonitored(trainer.early_stopping, validationNames);
    const metric = searchedMetric(job);
    if (metric !== undefined) assertMeasured(metric, namesInFacts(validationNames()), "hydra.sweeper.metric");
    await warmStart(state, trainer);
  }

  /** What this machine has to run a job on. */
  async devices(job: Job): Promise<readonly string[]> {
    return deviceTable(await describeDevices(), runtimeOf(this.#configOf(job)));
  }

  /** What the model of a job consists of, without training it. @throws FixableError as `check` */
  async describe(job: Job): Promise<readonly string[]> {
    const config = this.#configOf(job);
    const data = await this.#events.open(config);
    const prepared = trainingLoops[config.loop].prepare({ config, data, runtime: runtimeOf(config) });
    return modelTable(prepared.describe());
  }

  async run(job: Job): Promise<void> {
    this.exitCode = exitCodeOf(this.#stop);
    if (this.#stop.requested) return;
    const config = this.#configOf(job);
    const data = await this.#events.open(config);
    const { runFolder } = job;
    this.exitCode = await withRunLock(runFolder, (lock) =>
      train({
        ...{ config, runFolder, lock, data, runtime: runtimeOf(config) },
        ...{ output: this.#output, stop: this.#stop, onEvent: this.#onEvent },
      }),
    );
  }

  #configOf(job: Job): TrainConfig {
    return checkConfig(trainConfig, job.config, job.composition);
  }
}

/** What `hydra.sweeper` compares the points by; undefined where it compares none. */
function searchedMetric({ composition, mode }: Job): string | undefined {
  const node = mode === "MULTIRUN" ? select(composition.hydra, "sweeper.metric", composition.context) : undefined;
  return node && String(toPlain(resolvedContent(node, composition.context)));
}

/** There the total loss of a validation is `val_loss`. */
const namesInFacts = (names: readonly string[]) => names.map((name) => (name === "total" ? "val_loss" : name));

export function runtimeOf({ device, threads, precision }: TrainConfig): Runtime {
  return { device, precision, threads: threads === "auto" ? availableParallelism() : threads };
}
