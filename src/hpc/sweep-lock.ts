/** @file One launcher a sweep. */
import { join } from "node:path";
import { describeHolder, SILENCE_SECONDS, takeLock } from "#utils/file-lock.ts";
import { FixableError } from "#utils/fixable-error.ts";

const LOCK_FILE = "launcher.lock";

/** @returns what gives the sweep free. @throws FixableError `hpc/sweep-in-use` */
export function lockSweep(sweepFolder: string): () => void {
  const path = join(sweepFolder, LOCK_FILE);
  const taken = takeLock(path);
  if ("lock" in taken) return () => taken.lock.release();
  throw new FixableError({
    code: "hpc/sweep-in-use",
    problem: `${describeHolder(taken.holder)}, is running the points of this sweep; wait until it has ended, or end it (one that was killed elsewhere is recognised after ${SILENCE_SECONDS} s)`,
    where: path,
  });
}
