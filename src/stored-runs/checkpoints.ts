/** @file Which of a run's checkpoints is meant. */
import type { Compat } from "#data";
import { runPaths } from "#utils/paths.ts";

/** The weights that the run was tested with: the best ones, or the last under `compat=reference`. */
export function testedCheckpoint({ compat }: { readonly compat: Compat }, runFolder: string): string {
  const { bestCheckpoint, lastCheckpoint } = runPaths(runFolder);
  return compat === "none" ? bestCheckpoint : lastCheckpoint;
}
