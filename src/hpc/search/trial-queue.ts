/**
 * @file The trials of a search that are still to be run, for any number of processes, on one machine or on many. Nobody hands
 * them out: who wants one takes it under the search's lock, and holds the trial's own lock as long as it runs. So whichever
 * process is lost, the others go on, and one of them finds its trial.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type FileLock, SILENCE_SECONDS, takeLock } from "#utils/file-lock.ts";
import { addPoint, type ManifestPoint, readManifest, type SweepManifest } from "../manifest.ts";
import { noteExit, reportPoint } from "../point-state.ts";
import type { Proposer } from "./proposer.ts";
import { withSearchLock } from "./search-lock.ts";
import type { Trial } from "./trial.ts";
import { readTrials } from "./trials.ts";

export interface TrialQueueParts {
  /** Of the sweep; absolute. */
  readonly folder: string;
  /** Asked for when a trial is to be made. */
  proposer(): Promise<Proposer>;
  /** Waits for nothing once this is aborted. */
  readonly stop: AbortSignal;
}

export class TrialQueue {
  readonly #parts: TrialQueueParts;
  readonly #ended = new Map<number, Trial>();
  /** The locks of the trials that this process runs. */
  readonly #held = new Map<number, FileLock>();
  /** Within this process, too, one trial is taken after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TrialQueueParts) {
    this.#parts = parts;
  }

  /**
   * A trial that was left by whoever ran it, else a new one; nobody else gets it before `release`. Where there is none, but
   * others run some, it waits for as long as it takes to notice that one of them is lost.
   *
   * @returns undefined when all are taken
   * @throws FixableError `hpc/no-sweep`, `hpc/other-configs`, `config/…`, `files/disk-full` and the like
   */
  async next(): Promise<ManifestPoint | undefined> {
    const { folder, stop } = this.#parts;
    for (let waited = 0; !stop.aborted; waited++) {
      const taken = this.#last.catch(() => {}).then(() => withSearchLock(folder, (lock) => this.#take(lock)));
      this.#last = taken;
      const point = await taken;
      if (point === LOST) continue;
      if (point || waited > SILENCE_SECONDS || !this.#othersRunSome()) return point;
      await setTimeout(1000);
    }
    return undefined;
  }

  release({ number }: ManifestPoint): void {
    this.#held.get(number)?.release();
    this.#held.delete(number);
  }

  /** Of a process that ends. */
  close(): void {
    for (const lock of this.#held.values()) lock.release();
    this.#held.clear();
  }

  async #take(lock: HeldLock): Promise<ManifestPoint | undefined | typeof LOST> {
    const { folder } = this.#parts;
    const manifest = readManifest(folder);
    const left = manifest.points.find((point) => isToBeRun(point, folder) && this.#hold(point));
    return left ?? this.#make(manifest, lock);
  }

  async #make(begun: SweepManifest, lock: HeldLock): Promise<ManifestPoint | undefined | typeof LOST> {
    const { folder, proposer: open } = this.#parts;
    for (let manifest = begun; manifest.points.length < (manifest.search?.n_trials ?? 0); ) {
      const proposer = await open();
      const trials = readTrials(manifest, { sweepFolder: folder, space: proposer.space, ended: this.#ended });
      const job = proposer.propose(manifest, trials);
      const problem = await proposer.problemOf(job);
      if (!lock.isHeld()) return LOST;
      job.claim();
      manifest = await addPoint(folder, manifest, proposer.freeze(job));
      const point = manifest.points.at(-1)!;
      if (problem) await noteExit(point, folder, problem.code);
      else if (this.#hold(point)) return point;
    }
    return undefined;
  }

  #hold(point: ManifestPoint): boolean {
    const { folder } = this.#parts;
    const taken = takeLock(join(folder, point.config, LOCK_FILE));
    if (!("lock" in taken)) return false;
    rmSync(againFile(point, folder), { force: true });
    this.#held.set(point.number, taken.lock);
    return true;
  }

  #othersRunSome(): boolean {
    const { folder } = this.#parts;
    const others = readManifest(folder).points.filter(({ number }) => !this.#held.has(number));
    return others.some((point) => isToBeRun(point, folder) || reportPoint(point, folder).state === "running");
  }
}

const LOCK_FILE = "worker.lock";

type HeldLock = Pick<FileLock, "isHeld">;
/** Opening the events kept this process silent for so long that another has the search's lock; the next time they are open. */
const LOST = Symbol("lost");

/** Not begun, or begun and left; one that failed has had its turn. */
function isToBeRun(point: ManifestPoint, folder: string): boolean {
  const { state } = reportPoint(point, folder);
  return state === "planned" || state === "interrupted" || (state === "failed" && existsSync(againFile(point, folder)));
}

/** A trial that failed gets another turn. */
export const wantAgain = (point: ManifestPoint, sweepFolder: string): void =>
  writeFileSync(againFile(point, sweepFolder), "");

const againFile = ({ config }: ManifestPoint, sweepFolder: string) => join(sweepFolder, config, "again");
