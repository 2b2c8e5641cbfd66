/** @file One process a run: whoever trains, resumes or evaluates it holds its lock. */
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { describeHolder, SILENCE_SECONDS, takeLock } from "#utils/file-lock.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";

export interface RunLock {
  readonly isHeld: () => boolean;
  /**
   * Ask before anything is written.
   *
   * @param maxAgeMs how old the answer may be
   * @throws FixableError `train/lost-run` where another process has taken the run over
   */
  assertHeld(maxAgeMs?: number): void;
}

export interface LockOptions {
  /** Whether to wait until a process that was lost elsewhere has been silent for long enough. */
  readonly isPatient?: boolean;
}

/**
 * @param runFolder must exist
 * @throws FixableError `train/run-in-use`, which names who has it, and whatever the task throws
 */
export async function withRunLock<T>(
  runFolder: string,
  task: (lock: RunLock) => Promise<T>,
  { isPatient = false }: LockOptions = {},
): Promise<T> {
  const path = runPaths(runFolder).lock;
  let taken = takeLock(path);
  for (let waited = 0; "holder" in taken && isPatient && waited <= SILENCE_SECONDS + 1; waited++) {
    await setTimeout(1000);
    taken = takeLock(path);
  }
  if ("holder" in taken) {
    const { pid, hostname: host } = taken.holder;
    throw new FixableError({
      code: "train/run-in-use",
      problem: `${describeHolder(taken.holder)}, is writing to this run; told to stop, it saves`,
      where: path,
      fix: pid === undefined ? undefined : `${host === hostname() ? "" : `ssh ${host} `}kill ${pid}`,
    });
  }
  const { lock } = taken;
  let checkedMs = performance.now();
  try {
    return await task({
      isHeld: lock.isHeld,
      assertHeld(maxAgeMs = 0) {
        if (performance.now() - checkedMs < maxAgeMs) return;
        checkedMs = performance.now();
        if (lock.isHeld()) return;
        throw new FixableError({
          code: "train/lost-run",
          problem: `another process has taken this run, because this one was silent for more than ${SILENCE_SECONDS} s`,
          where: path,
        });
      },
    });
  } finally {
    lock.release();
  }
}
