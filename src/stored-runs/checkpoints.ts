/** @file Which of a run's checkpoints is meant. */
import { existsSync } from "node:fs";
import type { Compat } from "#data";
import { runPaths } from "#utils/paths.ts";

/** The weights that the run was tested with: the best ones, or the last under `compat=reference`. */
export function testedCheckpoint({ compat }: { readonly compat: Compat }, runFolder: string): string {
  const { bestCheckpoint, lastCheckpoint } = runPaths(runFolder);
  return compat === "none" ? bestCheckpoint : lastCheckpoint;
}

/**
 * The weights that a report judges: of a run of ours those of its `evaluation.json`, of the Python system's the best ones,
 * as that system's reports do.
 */
export function judgedCheckpoint(settings: { readonly compat: Compat }, runFolder: string): string {
  const { meta, bestCheckpoint } = runPaths(runFolder);
  return existsSync(meta) ? testedCheckpoint(settings, runFolder) : bestCheckpoint;
}
