/** @file The folder of one run: made atomically, so that two runs never share one; never taken from a finished run. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";

export interface FolderWish {
  /** Absolute. */
  readonly folder: string;
  /** The user named this very folder, on the command line; then it is used as it is. */
  readonly isFixed: boolean;
}

/** A fixed folder that holds the facts of a run belongs to that run. @throws FixableError `config/run-folder-in-use` */
export function refuseUsedFolder({ folder, isFixed }: FolderWish): void {
  if (!isFixed || !existsSync(join(folder, "facts"))) return;
  throw new FixableError({
    code: "config/run-folder-in-use",
    problem: "the folder holds a run already, and a run is written once",
    where: folder,
    fix: `hydra.run.dir=${folder}_2`,
  });
}

/**
 * Makes the folder, or one beside it with the suffix `_2`, `_3`, … where it holds files already.
 *
 * @returns the folder that is now this run's own
 * @throws FixableError `config/unwritable-folder`
 */
export function claimFolder(wish: FolderWish): string {
  refuseUsedFolder(wish);
  try {
    makeFolders(dirname(wish.folder));
    if (wish.isFixed) {
      makeFolders(wish.folder);
      return wish.folder;
    }
    for (let suffix = 1; ; suffix++) {
      const folder = suffix === 1 ? wish.folder : `${wish.folder}_${suffix}`;
      if (tryClaim(folder)) return folder;
    }
  } catch (cause) {
    if (cause instanceof FixableError) throw cause;
    throw new FixableError({
      code: "config/unwritable-folder",
      problem: `the folder cannot be made or written (${(cause as NodeJS.ErrnoException).code})`,
      where: wish.folder,
      fix: "hydra.run.dir=/a/folder/you/may/write",
      cause,
    });
  }
}

function tryClaim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // a folder made by hand beforehand is ours as long as it is empty
    return readdirSync(folder).length === 0 && claimEmpty(folder);
  }
}

/** Of two runs that find the folder empty, only one gets to make the mark. */
function claimEmpty(folder: string): boolean {
  try {
    mkdirSync(join(folder, ".hydra"));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}
