/** @file A folder that appears whole or not at all: built under a hidden name, then renamed. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { explainFileError } from "#utils/atomic-file.ts";
import { formatOutputName } from "#utils/paths.ts";

export interface Draft {
  readonly folder: string;
  /** Gives it the first free name from this second on. @param finish writes what holds the name; may be called again */
  publish(name: string, startedAt: Date, finish: (reportId: string) => Promise<void>): Promise<string>;
  discard(): Promise<void>;
}

/** @throws FixableError `files/not-allowed`, `files/disk-full` … */
export async function openDraft(parent: string): Promise<Draft> {
  const folder = join(parent, `.draft_${randomUUID()}`);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw explainFileError(cause, parent);
  });
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
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}
