/**
 * @file A lock that is a file, for processes of one machine or of many that share a network file system. It rests on what
 * NFS promises too: of two that give a file the same name, one succeeds. Its time of change is a heartbeat, so that the lock
 * of a process that was killed, or whose machine is gone, is recognised.
 */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fdatasync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  write,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { explainFileError } from "./atomic-file.ts";
import { lifeOf, ownIdentity, type ProcessIdentity } from "./process-identity.ts";
import { timestampOf } from "./timestamp.ts";

const HEARTBEAT_SECONDS = 5;
/** A heartbeat older than this is no sign of life. */
export const SILENCE_SECONDS = 30;

export interface FileLock {
  /** False where this process was silent for so long that another took the lock. */
  isHeld(): boolean;
  release(): void;
}

/** As it stands in the file, which a power cut may have emptied. */
export interface LockHolder extends Partial<ProcessIdentity> {
  /** Of this lock alone. */
  readonly token?: string;
  readonly since?: string;
}

/**
 * @param path its folder must exist
 * @returns the lock, or who has it
 * @throws FixableError `files/disk-full` and the like
 */
export function takeLock(path: string): { readonly lock: FileLock } | { readonly holder: LockHolder } {
  const token = randomUUID();
  const since = timestampOf(new Date());
  const text = `${JSON.stringify({ token, since, ...ownIdentity() } satisfies LockHolder)}\n`;
  const draft = `${path}.${token}.tmp`;
  try {
    const rival = claim(path, { path: draft, text });
    if (rival) return { holder: rival };
    removeRemains(path);
    return { lock: heldLock(path, token, text) };
  } catch (cause) {
    throw explainFileError(cause, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

export const describeHolder = ({ pid, hostname, since }: LockHolder): string =>
  `process ${pid ?? "(unknown)"} on ${hostname ?? "(unknown)"}${since ? `, since ${since}` : ""}`;

interface Draft {
  readonly path: string;
  readonly text: string;
}

/**
 * A stale lock is replaced by whoever holds the lock of its succession, which is named after its token: of two that find
 * it stale, the slower one cannot take the new lock for the old one.
 *
 * @returns who has the lock, or null where it is ours
 */
function claim(path: string, draft: Draft): LockHolder | null {
  for (;;) {
    writeFileSync(draft.path, draft.text);
    if (linkOnce(draft.path, path)) return null;
    const found = readLock(path);
    if (found === null) continue; // it was given free meanwhile
    // both times of change are the file server's, whose clock may differ from ours
    const silentMs = statSync(draft.path).mtimeMs - found.changedMs;
    if (isAlive(found.holder, silentMs)) return found.holder;
    const succession = `${path}.${found.holder.token ?? "unknown"}`;
    const next = { ...draft, path: `${draft.path}.next` };
    try {
      const rival = claim(succession, next);
      if (rival) return rival;
      const isStillStale = readLock(path)?.holder.token === found.holder.token;
      if (isStillStale) renameSync(draft.path, path);
      rmSync(succession, { force: true });
      if (isStillStale) return null;
    } finally {
      rmSync(next.path, { force: true });
    }
  }
}

/** Drafts and locks of succession whose processes were killed over them. They decide nothing any more: the lock is ours. */
function removeRemains(path: string): void {
  const own = statSync(path).mtimeMs;
  for (const name of readdirSync(dirname(path)).filter((each) => each.startsWith(`${basename(path)}.`))) {
    const remains = join(dirname(path), name);
    const found = readLock(remains);
    if (found && !isAlive(found.holder, own - found.changedMs)) rmSync(remains, { force: true });
  }
}

function isAlive(holder: LockHolder, silentMs: number): boolean {
  const life = lifeOf(holder);
  return life === "elsewhere" ? silentMs <= 1000 * SILENCE_SECONDS : life === "alive";
}

const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

/** @returns whether the name is ours now; where files cannot have two names, it is made exclusively instead */
function linkOnce(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") return isSameFile(draft, path); // of a request sent twice, NFS may tell the second answer
    if (!WITHOUT_LINKS.has(code)) throw cause;
  }
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** @returns null where there is none. It is opened first: only then a network file system asks its server. */
function readLock(path: string): { readonly holder: LockHolder; readonly changedMs: number } | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
  try {
    return { holder: holderOf(readFileSync(file, "utf8")), changedMs: fstatSync(file).mtimeMs };
  } finally {
    closeSync(file);
  }
}

function holderOf(text: string): LockHolder {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return {};
  }
}

function heldLock(path: string, token: string, text: string): FileLock {
  const file = openSync(path, "r+"); // kept, so that a beat never lands in another's lock
  // a beat that fails is made up for by the next; a process must not die of it
  let isBeating = false;
  let isReleased = false;
  // the number of a closed file may be another file's by the time a beat is written
  const close = () => isReleased && !isBeating && closeSync(file);
  const beat = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    write(file, text, 0, "utf8", () =>
      fdatasync(file, () => {
        isBeating = false;
        close();
      }),
    );
  }, 1000 * HEARTBEAT_SECONDS);
  beat.unref();
  const isHeld = () => {
    try {
      return readLock(path)?.holder.token === token;
    } catch {
      return true; // a file system that does not answer just now has given it to nobody
    }
  };
  return {
    isHeld,
    release() {
      clearInterval(beat);
      isReleased = true;
      close();
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}
