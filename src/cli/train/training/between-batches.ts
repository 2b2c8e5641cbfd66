/** @file Between two batches a training can be stopped, or saved and gone on with: whether it is, here. */
import type { LookedEvent, StepEvent } from "#training-loops";
import { runPaths } from "#utils/paths.ts";
import { shellPath, shortPath } from "#utils/short-path.ts";
import type { RunConsole } from "../console/run-console.ts";
import type { StopSignal } from "../stop-signal.ts";
import type { CheckpointKeeper } from "./checkpoint-keeper.ts";
import type { RunLock } from "./run-lock.ts";

export interface StoppableTraining {
  readonly runFolder: string;
  readonly lock: RunLock;
  readonly stop: StopSignal;
  readonly checkpoints: CheckpointKeeper;
  readonly console: RunConsole;
  /** Awaited before a stop: what is still being written besides. */
  readonly settled: () => Promise<void>;
}

export class BetweenBatches {
  readonly #training: StoppableTraining;
  #saves = 0;

  constructor(training: StoppableTraining) {
    this.#training = training;
  }

  /** @returns what has stopped the training here, after all of it is saved; undefined where it goes on */
  async observe(event: StepEvent | LookedEvent): Promise<StopSignal["requested"]> {
    const { stop, checkpoints, lock, console } = this.#training;
    const stoppedBy = stop.requested;
    // a search ends runs after an epoch, and none whose epochs are over
    if (stoppedBy === "pruned" ? event.kind === "step" : stoppedBy !== undefined) {
      await this.#end(event, stoppedBy!);
      return stoppedBy;
    }
    const isAsked = stop.saves > this.#saves;
    if (!event.position || !(isAsked || checkpoints.isDue)) return undefined;
    lock.assertHeld();
    const position = event.position();
    await checkpoints.saveWithin(position);
    if (isAsked) console.say(`saved in epoch ${position.epoch} (counted from 0) after ${position.part.steps} steps`);
    this.#saves = stop.saves;
    return undefined;
  }

  async #end({ position }: StepEvent | LookedEvent, stoppedBy: NonNullable<StopSignal["requested"]>): Promise<void> {
    const { runFolder, lock, checkpoints, console, settled } = this.#training;
    console.done();
    lock.assertHeld();
    await settled();
    if (position && stoppedBy !== "pruned") await checkpoints.saveWithin(position());
    else await checkpoints.saveEpoch();
    if (position) await checkpoints.saveLast(); // during the test the weights are the best ones
    const why = stoppedBy === "pruned" ? "pruned: others of the search did better" : `stopped by ${stoppedBy}`;
    console.say(`${why}; the weights so far are in ${shortPath(runPaths(runFolder).lastCheckpoint)}`);
    if (stoppedBy !== "pruned") console.say(`go on with: thesis-train resume=${shellPath(runFolder)}`);
  }
}
