/**
 * @file Keeps a run on disk as it goes: `best_val.pt` and the point to resume from after an epoch, `last.pt` at the end.
 * Where epochs are so short that saving would take longer than learning, not every one of them is saved; where they are
 * long, the point to resume from is saved within them, too.
 */
import { copyFile, rename, rm, symlink } from "node:fs/promises";
import { basename } from "node:path";
import { writeTorchCheckpoint } from "#checkpoints";
import type { ModelState } from "#engine";
import type { EpochEvent, LoopPosition, PositionInEpoch, TrainingEvent } from "#training-loops";
import { runPaths } from "#utils/paths.ts";
import { type ResumePoint, saveResumePoint } from "./resume-point.ts";

/** Of a training's time, saving takes at most about this much. */
const SAVING_SHARE = 0.1;

/** Everything that belongs to a point, copied: the training goes on meanwhile. */
interface Unsaved {
  readonly snapshot: ReturnType<ModelState["toSnapshot"]>;
  readonly point: ResumePoint;
}

export interface KeeperOptions {
  /** Awaited before each resume point, so that no epoch is ever without its facts. */
  readonly syncFacts: () => Promise<void>;
  /** After so long without a resume point one is due within the epoch; null for never. */
  readonly everyMinutes: number | null;
  /** Where a resumed run goes on. */
  readonly from: LoopPosition | undefined;
}

export class CheckpointKeeper {
  readonly #runFolder: string;
  readonly #state: ModelState;
  readonly #syncFacts: () => Promise<void>;
  readonly #everyMs: number;
  #best: ResumePoint["best"];
  #unsavedBest: ReturnType<ModelState["toTensors"]> | undefined;
  #unsaved: Unsaved | undefined;
  #savedMs = performance.now();
  #nextSaveMs = Number.NEGATIVE_INFINITY;
  readonly #earlierSeconds: number;
  readonly #start = performance.now();

  constructor(runFolder: string, state: ModelState, { syncFacts, everyMinutes, from }: KeeperOptions) {
    this.#runFolder = runFolder;
    this.#state = state;
    this.#syncFacts = syncFacts;
    this.#everyMs = 60_000 * (everyMinutes ?? Number.POSITIVE_INFINITY);
    this.#best = from?.best ? { epoch: from.best.epoch, loss: from.best.loss } : null;
    this.#earlierSeconds = from?.wallSeconds ?? 0;
  }

  /** Call it after the facts of the event are written. */
  async observe(event: TrainingEvent): Promise<void> {
    if (event.kind === "epoch") {
      this.#note(event);
      if (performance.now() >= this.#nextSaveMs) await this.saveEpoch();
    }
    if (event.kind === "trained") {
      await this.saveEpoch();
      await this.saveLast();
    }
  }

  /** Writes the last epoch that is over, unless it is on disk. A training that stops for whatever reason ends with it. */
  async saveEpoch(): Promise<void> {
    if (this.#unsaved) await this.#save(this.#unsaved);
  }

  /** Whether the last resume point is so old that there is to be one within the epoch. */
  get isDue(): boolean {
    const now = performance.now();
    return now >= this.#nextSaveMs && now - this.#savedMs >= this.#everyMs;
  }

  /** Writes where the training is, in the middle of an epoch. */
  async saveWithin(position: PositionInEpoch): Promise<void> {
    await this.#save(this.#copyAt(position));
  }

  async #save({ snapshot, point }: Unsaved): Promise<void> {
    const start = performance.now();
    if (this.#unsavedBest) {
      await writeTorchCheckpoint(runPaths(this.#runFolder).bestCheckpoint, this.#unsavedBest);
      await this.#linkModel();
      this.#unsavedBest = undefined;
    }
    await this.#syncFacts();
    await saveResumePoint(this.#runFolder, snapshot, point);
    this.#unsaved = undefined;
    this.#savedMs = performance.now();
    this.#nextSaveMs = this.#savedMs + (this.#savedMs - start) * (1 / SAVING_SHARE - 1);
  }

  /** The weights as they are. */
  async saveLast(): Promise<void> {
    await writeTorchCheckpoint(runPaths(this.#runFolder).lastCheckpoint, this.#state.toTensors());
  }

  #note({ epoch, isBest, validation, memory }: EpochEvent): void {
    if (isBest) {
      this.#best = { epoch, loss: validation.losses.total };
      this.#unsavedBest = this.#state.toTensors(this.#state.judged);
    }
    this.#unsaved = this.#copyAt({ epoch: epoch + 1, memory });
  }

  #copyAt(position: Pick<LoopPosition, "epoch" | "part" | "memory">): Unsaved {
    const wallSeconds = this.#earlierSeconds + (performance.now() - this.#start) / 1000;
    return { snapshot: this.#state.toSnapshot(), point: { ...position, best: this.#best, wallSeconds } };
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
