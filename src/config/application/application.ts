/** @file What a program gives to `runApplication`, and what it gets back for each job. */
import type { Composition } from "../compose/compose.ts";
import type { PlainConfig } from "../plain-config.ts";

export interface Application {
  /** The command, and `hydra.job.name` unless the config says another. */
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  /** Absolute; `--config-path` takes its place. */
  readonly configFolder: string;
  /** The primary config; null for none. `--config-name` takes its place. */
  readonly configName: string | null;
  /**
   * Option by group below `hydra/`, in the place of Hydra's own default: `{ launcher: "local" }`. An `override` in the
   * primary config would be stronger than one in an experiment.
   */
  readonly hydraDefaults?: Readonly<Record<string, string>>;
  /** As if typed before what the user types, who may say otherwise. */
  readonly overrides?: readonly string[];
  /**
   * Called for every point before any job starts and before any folder is made.
   * Where there is a `check`, missing values and interpolations that do not resolve are refused first.
   */
  check?(job: Job): void | Promise<void>;
  task(job: Job): Promise<void>;
  /** The lines of `--info devices`: what this machine has to run a job on. */
  devices?(job: Job): Promise<readonly string[]>;
  /** The lines of `--info model`: what the job would run, without running it. Missing values are refused before. */
  describe?(job: Job): Promise<readonly string[]>;
  /**
   * Asked for a job whose folder the user named and which holds a run: `run` to go on in it, `skip` to leave it as it
   * is, `refuse` (the default) for `config/run-folder-in-use`.
   */
  whenFolderInUse?(job: Job): "run" | "skip" | "refuse" | Promise<"run" | "skip" | "refuse">;
  /**
   * Asked with `hydra.launcher` before anything is made: what launches the sweep, or undefined for Hydra's basic
   * launcher, which runs one job after another in this process.
   *
   * @throws FixableError for a launcher that cannot be
   */
  launcher?(config: PlainConfig, sweep: Composition): Launch | undefined | Promise<Launch | undefined>;
  /** For a dry run: the file that the launcher would hand to a batch system, where it would; nothing is made, claimed or written. */
  submission?(config: PlainConfig, planned: PlannedSweep): string | undefined | Promise<string | undefined>;
  /**
   * Asked with `hydra.sweeper` before anything is made: the points of the sweep, or undefined for Hydra's basic sweeper.
   *
   * @throws FixableError for a sweeper that cannot be
   */
  sweeper?(config: PlainConfig, sweep: Composition): SweepPlan | undefined | Promise<SweepPlan | undefined>;
  /** Old dotted key → the new key, or a sentence saying what to do; using one is `config/legacy-key`. */
  readonly legacyKeys?: Readonly<Record<string, string>>;
  /** Whether `check` refuses keys that the config does not have: errors then do not advise to add one. */
  readonly isClosed?: boolean;
  /** What `--version` prints; default: name and version. */
  readonly versionLine?: string;
}

export interface SweepPlan {
  /** Each a list of overrides. */
  readonly points: readonly (readonly string[])[];
  /** Composed and checked as the points are, and not run: what a search may come to. */
  readonly probes?: readonly (readonly string[])[];
  /** For a dry run, where the points are not all there will be. */
  readonly note?: string;
}

export type Launch = (sweep: PlannedSweep) => Promise<void>;

export interface PlannedSweep extends MorePoints {
  /** Absolute; made, with `multirun.yaml` in it. */
  readonly folder: string;
  /** The points to run. All are checked, and their folders are made and hold nothing but an empty `.hydra`. */
  readonly jobs: readonly Job[];
}

/** What makes further points of a sweep. */
export interface MorePoints {
  readonly sweep: Composition;
  /** Composed, with nothing missing; not checked, and its folder is not made. @throws FixableError */
  plan(point: readonly string[], number: number): ClaimableJob;
}

export interface ClaimableJob extends Job {
  /** Makes the run folder for someone else to run in; a process that comes later finds it taken. */
  claim(): void;
}

export interface Job {
  /**
   * Plain, resolved, deep-frozen. Resolved when first read.
   *
   * @throws FixableError `config/unresolved`
   */
  readonly config: PlainConfig;
  readonly composition: Composition;
  readonly overrides: { readonly task: readonly string[]; readonly hydra: readonly string[] };
  /** Absolute. Not made yet while `check` runs. */
  readonly runFolder: string;
  readonly name: string;
  /** The point's number in a sweep; undefined in a single run. */
  readonly num: number | undefined;
  readonly mode: "RUN" | "MULTIRUN";
  /** Writes where `hydra.job_logging` says. */
  logger(name: string): Logger;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** Where an application writes and what it knows of its surroundings. */
export interface Surroundings {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Of the terminal; undefined where what is written goes elsewhere. */
  readonly columns?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** Those of this process, with the time as it is now. */
export function processSurroundings(): Surroundings {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    columns: process.stdout.columns,
    environment: process.env,
    now: new Date(),
  };
}
