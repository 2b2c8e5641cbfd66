/**
 * @file One launcher a sweep: a lock file that also works on network file systems, where only the exclusive creation of
 * a file is sure. Its time of change is a heartbeat, so that the lock of a launcher that was killed is recognised.
 */
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { isProcessAlive } from "./process-alive.ts";

const LOCK_FILE = "launcher.lock";
const HEARTBEAT_SECONDS = 5;
const STALE_SECONDS = 30;

/** @returns what gives the sweep free. @throws FixableError `hpc/sweep-in-use` */
export function lockSweep(sweepFolder: string): () => void {
  const path = join(sweepFolder, LOCK_FILE);
  if (!tryLock(path)) {
    const holder = holderOf(path);
    if (holder !== null) {
      throw new FixableError({
        code: "hpc/sweep-in-use",
        problem: `process ${holder} is running the points of this sweep`,
        where: path,
        fix: `wait until it has ended, or end it; a killed one is recognised after ${STALE_SECONDS} s`,
      });
    }
    takeAway(path);
    if (!tryLock(path)) return lockSweep(sweepFolder); // another process was faster, and is told of
  }
  const beat = setInterval(() => touch(path), HEARTBEAT_SECONDS * 1000);
  beat.unref();
  return () => {
    clearInterval(beat);
    rmSync(path, { force: true });
  };
}

/** Of two processes that find the same stale lock, the second must not remove the new lock of the first. */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (holderOf(aside) !== null) linkSync(aside, path);
  } catch (cause) {
    if (!["ENOENT", "EEXIST"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
  }
  rmSync(aside, { force: true });
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, JSON.stringify({ pid: process.pid, hostname: hostname() }));
    closeSync(file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

/** `pid on host`; null for a lock that nobody holds any more. */
function holderOf(path: string): string | null {
  try {
    const ageSeconds = (Date.now() - statSync(path).mtimeMs) / 1000;
    const { pid, hostname: host } = JSON.parse(readFileSync(path, "utf8") || "{}") as LockText;
    if (ageSeconds > STALE_SECONDS || (host === hostname() && pid !== undefined && !isProcessAlive(pid))) return null;
    return `${pid ?? "(unknown)"} on ${host ?? "(unknown)"}`;
  } catch (cause) {
    if (cause instanceof SyntaxError) return "(unknown)";
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

interface LockText {
  readonly pid?: number;
  readonly hostname?: string;
}

/** A sweep must not die of a heartbeat. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // the disk is away for a while
  }
}
