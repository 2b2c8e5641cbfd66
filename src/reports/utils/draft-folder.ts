/** @file A folder that appears whole or not at all: built under a hidden name, then renamed. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { explainFileError } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { formatOutputName } from "#utils/paths.ts";

export interface Draft {
  readonly folder: string;
  /** Gives it the first free name from this second on. @param finish writes what holds the name; may be called again */
  publish(name: string, startedAt: Date, finish: (reportId: string) => Promise<void>): Promise<string>;
  discard(): Promise<void>;
}

/** @throws FixableError `reports/unwritable-folder`; then nothing was made */
export async function openDraft(parent: string): Promise<Draft> {
  const folder = join(parent, `.draft_${randomUUID()}`);
  let firstMade: string | undefined;
  try {
    firstMade = makeFolders(parent);
    await mkdir(folder);
  } catch (cause) {
    await removeEmpty(parent, firstMade);
    throw new FixableError({
      code: "reports/unwritable-folder",
      problem: `the folder of reports cannot be made or written (${(cause as NodeJS.ErrnoException).code})`,
      where: parent,
      fix: "env.output_root=/a/folder/you/may/write",
      cause,
    });
  }
  return {
    folder,
    async publish(name, startedAt, finish) {
      for (let time = startedAt; ; time = new Date(time.getTime() + 1000)) {
        const target = join(parent, formatOutputName({ kind: "report", startedAt: time, name, job: null }));
        await finish(basename(target));
        try {
          await rename(folder, target); // refused where another report has the name, its folder not being empty
          return target;
        } catch (cause) {
          const { code } = cause as NodeJS.ErrnoException;
          if (code !== "ENOTEMPTY" && code !== "EEXIST") throw explainFileError(cause, target);
        }
      }
    },
    async discard() {
      await rm(folder, { recursive: true, force: true });
      await removeEmpty(parent, firstMade);
    },
  };
}

/** Folders that were made on the way, from the inner one out; where another report has moved in meanwhile, they stay. */
async function removeEmpty(inner: string, outer: string | undefined): Promise<void> {
  if (outer === undefined) return;
  for (let folder = resolve(inner); folder.startsWith(resolve(outer)); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}
