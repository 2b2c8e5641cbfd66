/**
 * @file Keeps a run on disk as it goes: `best_val.pt` whenever there is a better one, the point to resume from after
 * every epoch, `last.pt` at the end.
 */
import { copyFile, rename, rm, symlink } from "node:fs/promises";
import { basename } from "node:path";
import { writeTorchCheckpoint } from "#checkpoints";
import type { ModelState } from "#engine";
import type { LoopPosition, TrainingEvent } from "#training-loops";
import { runPaths } from "#utils/paths.ts";
import { type PointBetweenEpochs, saveResumePoint } from "./resume-point.ts";

export class CheckpointKeeper {
  readonly #runFolder: string;
  readonly #state: ModelState;
  readonly #syncFacts: () => Promise<void>;
  #best: PointBetweenEpochs["best"];
  readonly #earlierSeconds: number;
  readonly #start = performance.now();

  /** @param syncFacts awaited before each resume point, so that no epoch is ever without its facts. @param from where a resumed run goes on */
  constructor(runFolder: string, state: ModelState, syncFacts: () => Promise<void>, from?: LoopPosition) {
    this.#syncFacts = syncFacts;
    this.#runFolder = runFolder;
    this.#state = state;
    this.#best = from?.best ?? null;
    this.#earlierSeconds = from?.wallSeconds ?? 0;
  }

  /** Call it after the facts of the event are written. */
  async observe(event: TrainingEvent): Promise<void> {
    if (event.kind === "epoch") {
      if (event.isBest) await this.#saveBest(event.epoch, event.validation.losses.total);
      const wallSeconds = this.#earlierSeconds + (performance.now() - this.#start) / 1000;
      const best = this.#best && { epoch: this.#best.epoch, loss: this.#best.loss };
      await this.#syncFacts();
      await saveResumePoint(this.#runFolder, this.#state, {
        ...{ epoch: event.epoch + 1, best, wallSeconds, memory: event.memory },
      });
    }
    if (event.kind === "trained") await this.saveLast();
  }

  async saveLast(): Promise<void> {
    await writeTorchCheckpoint(runPaths(this.#runFolder).lastCheckpoint, this.#state.toTensors());
  }

  async #saveBest(epoch: number, loss: number): Promise<void> {
    this.#best = { epoch, loss };
    const weights = this.#state.toTensors(this.#state.judged);
    await writeTorchCheckpoint(runPaths(this.#runFolder).bestCheckpoint, weights);
    await this.#linkModel();
  }

  /** `model.pt` is a link to the best checkpoint; a copy, made anew each time, where links cannot be made. */
  async #linkModel(): Promise<void> {
    const { bestCheckpoint, modelCheckpoint } = runPaths(this.#runFolder);
    const draft = `${modelCheckpoint}.${process.pid}.draft`;
    await rm(draft, { force: true });
    await symlink(basename(bestCheckpoint), draft).catch(() => copyFile(bestCheckpoint, draft));
    await rename(draft, modelCheckpoint);
  }
}
