/**
 * @file Writes what is true of a run into its folder, while it is running: `facts/{events.jsonl, scalars.csv, meta.json,
 * status.json}`. A run is written once; only resuming it opens its facts again.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { EpochEvent, TrainingEvent } from "#training-loops";
import { explainFileError, removeDrafts, writeFileAtomic } from "#utils/atomic-file.ts";
import { SILENCE_SECONDS } from "#utils/file-lock.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { type RunPaths, runPaths } from "#utils/paths.ts";
import { timestampOf } from "#utils/timestamp.ts";
import { epochEventOf } from "../builders/epoch-event.ts";
import { FactBuilder } from "../builders/fact-builder.ts";
import type { EpochEndFact, Fact } from "../fact.ts";
import { isRunAlive } from "../run-life.ts";
import type { RunMeta, StoredRunMeta } from "../run-meta.ts";
import { AppendFile } from "./append-file.ts";
import { factOfLine, lineOf } from "./fact-line.ts";
import { ScalarsCsv } from "./scalars-csv.ts";
import { type Progress, type RunOutcome, type RunStatus, readStatus, StatusFile } from "./status-file.ts";

export interface FactsWriter {
  /** The epochs that were written before the run was taken up, in order. */
  readonly earlierEpochs: readonly EpochEvent[];
  /**
   * Writes what the event says; one call at a time. An epoch that is run again after a resume is not written again.
   *
   * @throws FixableError `files/disk-full` and the like; what was written before is unharmed
   */
  append(event: TrainingEvent): Promise<void>;
  /** Waits until all of it is on the disk. Call it before a resume point is saved, so that no epoch is ever missing. */
  sync(): Promise<void>;
  /** Says how the run ended and closes the files. @param reason a sentence, or an error's code */
  finish(outcome: RunOutcome, reason?: string): Promise<void>;
  /** Closes the files without a word: another process writes them now. */
  abandon(): Promise<void>;
}

export interface FactsWriterOptions {
  readonly heartbeatSeconds?: number;
  readonly now?: () => Date;
  readonly peakMemoryMib?: () => number;
  /** Of a caller that holds the run's lock: asked before every heartbeat. Without it the last status is asked once. */
  readonly isOurs?: () => boolean;
}

const HEARTBEAT_SECONDS = 5;

/**
 * @param runFolder must not hold facts yet
 * @throws FixableError `facts/already-written`, and those of the file system
 */
export async function openFactsWriter(
  runFolder: string,
  meta: RunMeta,
  options: FactsWriterOptions = {},
): Promise<FactsWriter> {
  const paths = runPaths(resolve(runFolder));
  const { now = () => new Date() } = options;
  await mkdir(paths.facts, { recursive: true }).catch((cause) => {
    throw explainFileError(cause, paths.facts);
  });
  const present = [paths.meta, paths.scalars, paths.status].some(existsSync);
  // the exclusive creation decides between two processes that both saw nothing
  const events = present ? undefined : AppendFile.create(paths.events);
  const scalars = events && ScalarsCsv.create(paths.scalars);
  if (events === undefined || scalars === undefined) {
    throw new FixableError({
      code: "facts/already-written",
      problem:
        "this run already has facts, and facts are never overwritten; choose another run folder (hydra.run.dir=…), or move the old one away",
      where: paths.facts,
    });
  }
  const { git, ...identity } = meta;
  const { diff, ...gitState } = git;
  if (diff !== null) await writeFileAtomic(paths.gitDiff, diff);
  const stored: StoredRunMeta = {
    schema_version: 1,
    ...identity,
    started_at: timestampOf(now()),
    git: { ...gitState, diff_file: diff === null ? null : "git.diff" },
  };
  await writeFileAtomic(paths.meta, `${JSON.stringify(stored, null, 2)}\n`);
  return startWriter({
    paths,
    meta: stored,
    events,
    scalars,
    resumed: false,
    earlier: [],
    earlierStatus: null,
    options,
  });
}

/**
 * Takes up the facts of a run that is resumed: a torn last line is cut off, rows missing in `scalars.csv` are added from
 * `events.jsonl`, and everything else stays as it is.
 *
 * @throws FixableError `facts/not-written` where there is no run to take up, `facts/still-running`
 */
export async function reopenFactsWriter(runFolder: string, options: FactsWriterOptions = {}): Promise<FactsWriter> {
  const paths = runPaths(resolve(runFolder));
  const { now = () => new Date() } = options;
  const meta = await readFile(paths.meta, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw explainFileError(cause, paths.meta);
    throw new FixableError({
      code: "facts/not-written",
      problem: "there is no run to take up: meta.json is missing",
      where: paths.meta,
      cause,
    });
  });
  const earlierStatus = readStatus(paths.status);
  if (earlierStatus !== null && !options.isOurs) assertDead(earlierStatus, paths.status, now());
  await removeDrafts(paths.facts);
  const [events, lines] = AppendFile.reopen(paths.events, (line) => factOfLine(line) !== undefined);
  const earlier = lines.map(factOfLine).filter((fact) => fact !== undefined);
  return startWriter({
    paths,
    meta: JSON.parse(meta) as StoredRunMeta,
    events,
    scalars: ScalarsCsv.reopen(paths.scalars, epochsOf(earlier)),
    resumed: true,
    earlier,
    earlierStatus,
    options,
  });
}

interface WriterParts {
  readonly paths: RunPaths;
  readonly meta: StoredRunMeta;
  readonly events: AppendFile;
  readonly scalars: ScalarsCsv;
  readonly resumed: boolean;
  /** What the run wrote before it was resumed. */
  readonly earlier: readonly Fact[];
  readonly earlierStatus: RunStatus | null;
  readonly options: FactsWriterOptions;
}

async function startWriter(parts: WriterParts): Promise<FactsWriter> {
  const { paths, meta, events, scalars, resumed, earlier, earlierStatus, options } = parts;
  const { now = () => new Date(), peakMemoryMib = ownPeakMemoryMib, heartbeatSeconds = HEARTBEAT_SECONDS } = options;
  const host = hostname();
  const builder = new FactBuilder({
    runDir: paths.folder,
    meta: {
      run_id: meta.id,
      git_commit: meta.git.commit,
      hostname: host,
      cuda_info: { available: meta.device === "cuda" },
      seed: meta.seed,
    },
    earlierEpochs: epochsOf(earlier),
    resumed,
    now,
    peakMemoryMib,
  });
  const status = await StatusFile.start(paths.status, {
    ...{ heartbeatSeconds, now, earlier: earlierStatus, isOurs: options.isOurs ?? (() => true) },
  });
  const written = new Set(earlier.map(({ moment, epoch }) => `${moment} ${epoch}`));

  return {
    earlierEpochs: epochsOf(earlier).map(epochEventOf),
    async append(event) {
      const once = onceOf(event);
      if (once !== null && written.has(once)) return;
      const fact = builder.factOf(event);
      if (fact === null) return;
      events.append(lineOf(fact));
      if (once !== null) written.add(once);
      if (fact.moment === "on_epoch_end") scalars.append(fact);
      status.progress(progressOf(event));
    },
    async sync() {
      await events.sync();
      await scalars.sync();
    },
    async finish(outcome, reason) {
      await events.close();
      await scalars.close();
      await status.finish(outcome, reason ?? null);
    },
    async abandon() {
      await status.abandon();
      await events.close();
      await scalars.close();
    },
  };
}

/** Moment and epoch of an event that a resumed run may say again, and that stands in the facts once. */
function onceOf(event: TrainingEvent): string | null {
  if (event.kind === "validated") return `on_validation_end ${event.epoch}`;
  if (event.kind === "epoch") return `on_epoch_end ${event.epoch}`;
  if (event.kind === "tested") return "on_test_end null";
  return event.kind === "trained" ? `on_train_end ${event.epochs - 1}` : null;
}

function epochsOf(facts: readonly Fact[]): EpochEndFact[] {
  return facts.filter((fact) => fact.moment === "on_epoch_end");
}

function progressOf(event: TrainingEvent): Partial<Progress> {
  if (event.kind === "started") return { epochs: event.epochs };
  return event.kind === "epoch" ? { epochs_done: event.epoch + 1 } : {};
}

/** A run of which something still writes heartbeats must not be taken up by a second process. */
function assertDead(status: RunStatus, where: string, now: Date): void {
  const isOurs = status.pid === process.pid && status.hostname === hostname();
  if (isOurs || !isRunAlive(status, now)) return;
  const ageSeconds = (now.getTime() - Date.parse(status.heartbeat_at)) / 1000;
  throw new FixableError({
    code: "facts/still-running",
    problem: `process ${status.pid} on ${status.hostname} wrote a heartbeat ${Math.round(ageSeconds)} s ago: this run lives, and can be resumed ${SILENCE_SECONDS} s after it has ended`,
    where,
  });
}

function ownPeakMemoryMib(): number {
  return process.resourceUsage().maxRSS / 1024; // Node gives KiB on every system
}
