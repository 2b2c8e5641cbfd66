/** @file What makes a folder a run: a snapshot of its config, ours or old, or facts. */
import { statSync } from "node:fs";
import { type RunPaths, runPaths } from "#utils/paths.ts";

/** The snapshot of the config, newest form first. */
export const snapshotPaths = ({ snapshot, oldSnapshot }: RunPaths): string[] => [snapshot, oldSnapshot];

export function isRunFolder(folder: string): boolean {
  const paths = runPaths(folder);
  const { meta, scalars, events } = paths;
  return [...snapshotPaths(paths), meta, scalars, events].some((path) => kindOf(path) === "file");
}

/** @returns null where there is nothing, or nothing that may be looked at */
export function kindOf(path: string): "file" | "folder" | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    return stats.isDirectory() ? "folder" : "file";
  } catch (cause) {
    if (["ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG"].includes((cause as NodeJS.ErrnoException).code ?? ""))
      return null;
    throw cause;
  }
}
