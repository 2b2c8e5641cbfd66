/** @file The only place that builds a path inside `outputs/`: names of runs, sweeps and reports, and what a run holds. */
import { mkdir } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { explainFileError } from "./atomic-file.ts";
import { FixableError } from "./fixable-error.ts";
import { makeFolders } from "./make-folders.ts";

/** The three folders of an output root. */
export interface OutputPaths {
  readonly runs: string;
  readonly multiruns: string;
  readonly reports: string;
}

export function outputPaths(outputRoot: string): OutputPaths {
  return {
    runs: join(outputRoot, "runs"),
    multiruns: join(outputRoot, "multiruns"),
    reports: join(outputRoot, "reports"),
  };
}

/** Every file and folder of a run; none of them need exist. */
export interface RunPaths {
  readonly folder: string;
  /** `config.yaml`, `overrides.yaml`, `hydra.yaml`. */
  readonly hydra: string;
  /** The config, in `hydra`. */
  readonly snapshot: string;
  /** What was typed, in `hydra`. */
  readonly overrides: string;
  /** The config of runs from before there was `hydra`. */
  readonly oldSnapshot: string;
  readonly facts: string;
  readonly events: string;
  readonly scalars: string;
  readonly meta: string;
  readonly status: string;
  /** What the code differed in from its commit. */
  readonly gitDiff: string;
  readonly figures: string;
  readonly bestCheckpoint: string;
  readonly lastCheckpoint: string;
  /** A link to the best checkpoint. */
  readonly modelCheckpoint: string;
  /** What exact resume needs beyond the weights. */
  readonly resume: string;
  readonly evaluation: string;
  /** Held by the process that writes to the run. */
  readonly lock: string;
  /** Files for other programs. */
  readonly exports: string;
  /** Ids of the reports that used this run, one a line. */
  readonly reportPointer: string;
}

export function runPaths(folder: string): RunPaths {
  // joined once and not for every file: a report asks for those of thousands of runs
  const inFolder = join(folder, "_").slice(0, -1);
  const [facts, hydra] = [`${inFolder}facts`, `${inFolder}.hydra`];
  return {
    folder,
    hydra,
    snapshot: `${hydra}${sep}config.yaml`,
    overrides: `${hydra}${sep}overrides.yaml`,
    oldSnapshot: `${inFolder}cfg.yaml`,
    facts,
    events: `${facts}${sep}events.jsonl`,
    scalars: `${facts}${sep}scalars.csv`,
    meta: `${facts}${sep}meta.json`,
    status: `${facts}${sep}status.json`,
    gitDiff: `${facts}${sep}git.diff`,
    figures: `${inFolder}figures`,
    bestCheckpoint: `${inFolder}best_val.pt`,
    lastCheckpoint: `${inFolder}last.pt`,
    modelCheckpoint: `${inFolder}model.pt`,
    resume: `${inFolder}resume`,
    evaluation: `${inFolder}evaluation.json`,
    lock: `${inFolder}run.lock`,
    exports: `${inFolder}exports`,
    reportPointer: `${inFolder}report_pointer.txt`,
  };
}

/** What the name of a run, sweep or report folder says. */
export interface OutputName {
  readonly kind: OutputKind;
  /** Local time, as Hydra's `now`. */
  readonly startedAt: Date;
  readonly name: string;
  /** Number of a sweep's point, from 0; only runs have one. */
  readonly job: number | null;
}

export type OutputKind = "run" | "exp" | "report";

const OUTPUT_NAME = /^(run|exp|report)_(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)_(.+?)(?:_job(\d+))?$/;
const GOOD_NAME = /^[A-Za-z0-9][\w.,=+-]*$/;

/** `run_20261122-184600_compare_globals_heads_job0`. @throws FixableError `paths/bad-name` for a name no folder should have */
export function formatOutputName({ kind, startedAt, name, job }: OutputName): string {
  if (!GOOD_NAME.test(name)) {
    throw new FixableError({
      code: "paths/bad-name",
      problem: `"${name}" cannot be part of a folder's name; expected a letter or digit, then letters, digits and . , = + - _`,
      where: `the name of a ${kind}`,
      fix: `${name.replace(/[^\w.,=+-]+/g, "_").replace(/^[^A-Za-z0-9]+/, "") || "my_run"}`,
    });
  }
  return `${kind}_${compactTime(startedAt)}_${name}${job === null ? "" : `_job${job}`}`;
}

/** @param folder a name, or a path to it. @returns null for a folder that is not named like one of ours */
export function parseOutputName(folder: string): OutputName | null {
  const match = OUTPUT_NAME.exec(basename(folder));
  if (match === null) return null;
  const [, kind, year, month, day, hour, minute, second, name, job] = match;
  const [y, m, d, ...clock] = [+year!, +month! - 1, +day!, +hour!, +minute!, +second!] as const;
  // by UTC, where every hour of the clock exists: a run may come from another time zone
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const exists = new Date(Date.UTC(y, m, d, ...clock)).toISOString() === written;
  if (!exists) return null;
  const startedAt = new Date(y, m, d, ...clock);
  if (kind !== "run" && job !== undefined)
    return { kind: kind as OutputKind, startedAt, name: `${name}_job${job}`, job: null };
  return { kind: kind as OutputKind, startedAt, name: name!, job: job === undefined ? null : Number(job) };
}

/**
 * Makes the folder, and is the only one to have made it: if another process took the name, the next second is tried.
 *
 * @param parent e.g. `outputs/runs`; made where it is missing
 * @returns the folder's path
 */
export async function claimOutputFolder(parent: string, wanted: OutputName): Promise<string> {
  let { startedAt } = wanted;
  try {
    makeFolders(parent);
    for (;;) {
      const folder = join(parent, formatOutputName({ ...wanted, startedAt }));
      try {
        await mkdir(folder);
        return folder;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
        startedAt = new Date(startedAt.getTime() + 1000);
      }
    }
  } catch (cause) {
    throw explainFileError(cause, parent);
  }
}

/** `YYYYMMDD-HHMMSS` in local time. */
function compactTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${String(time.getFullYear()).padStart(4, "0")}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${date}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
