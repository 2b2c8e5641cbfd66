/** @file What several processes of a search change, its manifest and its results, they change one after another. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type FileLock, takeLock } from "#utils/file-lock.ts";

const LOCK_FILE = "search.lock";
const ASK_AGAIN_MS = 200;

/** Waits for its turn; a holder that was killed is recognised. @throws whatever the task throws */
export async function withSearchLock<T>(
  sweepFolder: string,
  task: (lock: Pick<FileLock, "isHeld">) => Promise<T>,
): Promise<T> {
  const path = join(sweepFolder, LOCK_FILE);
  let taken = takeLock(path);
  while ("holder" in taken) {
    await setTimeout(ASK_AGAIN_MS);
    taken = takeLock(path);
  }
  try {
    return await task(taken.lock);
  } finally {
    taken.lock.release();
  }
}
