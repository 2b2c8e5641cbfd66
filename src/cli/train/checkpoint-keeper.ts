/** @file Keeps the weights of a run on disk: `best_val.pt` whenever there is a better one, `last.pt` at the end. */
import { access, copyFile, rm, symlink } from "node:fs/promises";
import { basename } from "node:path";
import { writeTorchCheckpoint } from "#checkpoints";
import type { ModelState } from "#engine";
import type { TrainingEvent } from "#training-loops";
import { runPaths } from "#utils/paths.ts";

export class CheckpointKeeper {
  readonly #paths: ReturnType<typeof runPaths>;
  readonly #state: ModelState;

  constructor(runFolder: string, state: ModelState) {
    this.#paths = runPaths(runFolder);
    this.#state = state;
  }

  async observe(event: TrainingEvent): Promise<void> {
    if (event.kind === "epoch" && event.isBest) {
      await writeTorchCheckpoint(this.#paths.bestCheckpoint, this.#state.toTensors());
      await this.#linkModel();
    }
    if (event.kind === "trained") await this.saveLast();
  }

  async saveLast(): Promise<void> {
    await writeTorchCheckpoint(this.#paths.lastCheckpoint, this.#state.toTensors());
  }

  /** `model.pt` is a link to the best checkpoint; a copy where links cannot be made. */
  async #linkModel(): Promise<void> {
    const { bestCheckpoint, modelCheckpoint } = this.#paths;
    try {
      await symlink(basename(bestCheckpoint), modelCheckpoint);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST" && (await isReadable(modelCheckpoint))) return;
      await rm(modelCheckpoint, { force: true });
      await copyFile(bestCheckpoint, modelCheckpoint);
    }
  }
}

const isReadable = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
