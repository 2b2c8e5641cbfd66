/** @file The folder of one run: made atomically, so that two runs never share one; never taken from a finished run. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { shellWord } from "#utils/shell-word.ts";

export interface FolderWish {
  /** Absolute. */
  readonly folder: string;
  /** What names it in the config. */
  readonly key: "hydra.run.dir" | "hydra.sweep.dir";
  /** The user named this very folder, on the command line; then it is used as it is. */
  readonly isFixed: boolean;
}

export interface ClaimedFolder {
  readonly folder: string;
  /** Runs the first writing; where that fails, what was made is removed. @throws FixableError `config/unwritable-folder` */
  guard(write: () => void): void;
}

/** Whether a run has left its facts there. */
export const holdsRun = (folder: string): boolean => existsSync(join(folder, "facts"));

/** @param named the folder that the command line named, and the key that names it */
export function folderInUse(folder: string, named: { readonly key: string; readonly folder: string }): FixableError {
  return new FixableError({
    code: "config/run-folder-in-use",
    problem: "the folder holds a run already, and a run is written once",
    where: folder,
    fix: shellWord(`${named.key}=${freeNeighbour(named.folder)}`),
  });
}

function freeNeighbour(folder: string): string {
  const path = folder.replace(/\/+$/, "");
  let suffix = 2;
  while (existsSync(`${path}_${suffix}`)) suffix++;
  return `${path}_${suffix}`;
}

/**
 * Makes the folder, or one beside it with the suffix `_2`, `_3`, … where it holds files already.
 *
 * @throws FixableError `config/unwritable-folder`; then nothing was made
 */
export function claimFolder(wish: FolderWish): ClaimedFolder {
  let folder = wish.folder;
  let firstMade: string | undefined;
  let isOurs = false;
  const undo = () => {
    if (isOurs) rmSync(folder, { recursive: true, force: true });
    if (firstMade !== undefined) removeEmpty(dirname(folder), firstMade);
  };
  const guard = (write: () => void) => {
    try {
      write();
    } catch (cause) {
      undo();
      if (cause instanceof FixableError) throw cause;
      throw unwritable(wish, cause);
    }
  };
  guard(() => {
    firstMade = makeFolders(dirname(folder));
    if (wish.isFixed) {
      isOurs = makeFolders(folder) !== undefined;
      return;
    }
    if (!tryClaim(folder)) {
      let suffix = highestSuffix(folder);
      do folder = `${wish.folder}_${++suffix}`;
      while (!tryClaim(folder));
    }
    isOurs = true;
  });
  return { folder, guard };
}

/** Folders that were made on the way, from the inner one out; another run may have moved in, then they stay. */
function removeEmpty(inner: string, outer: string): void {
  for (let folder = inner; folder.startsWith(outer); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

/**
 * Makes the folder of a sweep and writes its `multirun.yaml`; where another sweep has written one, a neighbour `_2`, `_3`, …
 *
 * @returns the folder
 * @throws FixableError `config/unwritable-folder`; then nothing was made
 */
export function claimSweepFolder(wish: FolderWish, multirunYaml: string): string {
  for (let suffix = 1; ; suffix++) {
    const folder = suffix === 1 ? wish.folder : `${wish.folder}_${suffix}`;
    const claimed = claimFolder({ ...wish, folder, isFixed: true });
    let isTaken = false;
    claimed.guard(() => {
      try {
        // of two sweeps that come at once, one gets to make the file
        writeFileSync(join(folder, "multirun.yaml"), multirunYaml, { flag: wish.isFixed ? "w" : "wx" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        isTaken = true;
      }
    });
    if (!isTaken) return folder;
  }
}

function unwritable({ folder, key }: FolderWish, cause: unknown): FixableError {
  return new FixableError({
    code: "config/unwritable-folder",
    problem: `the folder cannot be made or written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    where: folder,
    fix: shellWord(`${key}=${join(homedir(), basename(folder))}`),
    cause,
  });
}

/** Of the neighbours `_2`, `_3`, … that are there, so that a thousand runs of one second do not try each other's names. */
function highestSuffix(folder: string): number {
  const start = `${basename(folder)}_`;
  const suffixes = readdirSync(dirname(folder)).map((name) => (name.startsWith(start) ? name.slice(start.length) : ""));
  return Math.max(1, ...suffixes.filter((suffix) => /^\d{1,9}$/.test(suffix)).map(Number));
}

/**
 * Of two runs that want the folder at once, one gets it: the one that makes the mark in it. A folder that was made by hand
 * beforehand is taken as long as it is empty, and so looks one that another run has just made.
 */
function tryClaim(folder: string): boolean {
  if (!tryMake(folder) && readdirSync(folder).length > 0) return false;
  return tryMake(join(folder, ".hydra"));
}

function tryMake(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}
