/** @file Writes a file so that at any moment the old one or the new one is there whole, power cuts included. */
import { statfsSync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FixableError } from "./fixable-error.ts";
import { shellPath } from "./short-path.ts";

let counter = 0;

export interface AtomicOptions {
  /** Whether to wait until the bytes are on the disk (default); without, a power cut may leave an empty file. */
  readonly durable?: boolean;
}

/**
 * Writes beside the file, syncs, and renames over it; nothing is left behind when that fails.
 *
 * @param path the folder must exist
 * @throws FixableError `files/disk-full`, `files/not-allowed`, `files/no-folder`
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  { durable = true }: AtomicOptions = {},
): Promise<void> {
  const draft = `${path}.${process.pid}-${counter++}.tmp`;
  try {
    const file = await open(draft, "w");
    try {
      await file.writeFile(content);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    if (durable) await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {}); // the first error is the one to tell
    throw explainFileError(cause, path, Buffer.byteLength(content));
  }
}

/** Removes what processes killed while writing left in a folder; only for a folder that no one else writes to now. */
export async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => /\.(\d+-\d+\.tmp|\d+\.draft)$/.test(name));
  for (const draft of drafts) await rm(join(folder, draft), { force: true });
}

/**
 * The file system's error as one its reader can fix; any other is given back as it is.
 *
 * @param bytes how many were to be written, where that is known
 */
export function explainFileError(cause: unknown, path: string, bytes?: number): unknown {
  switch ((cause as NodeJS.ErrnoException | null)?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new FixableError({
        code: "files/disk-full",
        problem: `the disk or its quota is full${roomText(path, bytes)}; what was there before is unharmed`,
        where: path,
        fix: `df -h ${shellPath(dirname(path))}`,
        cause,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new FixableError({
        code: "files/not-allowed",
        problem: "this file may not be written by you",
        where: path,
        fix: `ls -ld ${shellPath(dirname(path))}`,
        cause,
      });
    case "ENOENT":
    case "ENOTDIR":
      return new FixableError({
        code: "files/no-folder",
        problem: "the folder of this file does not exist",
        where: path,
        fix: `mkdir -p ${shellPath(dirname(path))}`,
        cause,
      });
    default:
      return cause;
  }
}

/** ` (last.pt takes 1.4 MiB, 0.2 MiB are free)`. A quota may leave less than the disk has. */
function roomText(path: string, bytes: number | undefined): string {
  const size = bytes === undefined ? [] : [`${basename(path)} takes ${mib(bytes)}`];
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    size.push(`${mib(bavail * bsize)} are free`);
  } catch {
    // not worth an error of its own
  }
  return size.length > 0 ? ` (${size.join(", ")})` : "";
}

const mib = (bytes: number) => `${(bytes / 2 ** 20).toPrecision(3)} MiB`;

/** Makes the rename itself durable; file systems that cannot sync a folder (Windows, some network ones) are let be. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
