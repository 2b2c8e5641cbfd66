/** @file What a search has found so far: written down whenever a trial has ended, wherever it ran, and said at the end. */
import { join } from "node:path";
import { readValidationHistory } from "#facts";
import { lossText, type ProgressStream } from "#utils/training-progress-shower.ts";
import { type ManifestPoint, readManifest, runFolderOf } from "../manifest.ts";
import { searchedOverrides } from "../point-names.ts";
import { type BestTrial, RESULTS_FILE, writeResults } from "./results.ts";
import type { SearchRules } from "./rules.ts";
import { withSearchLock } from "./search-lock.ts";

/** Asked after each trial, it is told at the first one rather than of all of them. @throws FixableError `facts/no-scalar` */
export function assertHasMetric(point: ManifestPoint, sweepFolder: string, { metric }: SearchRules): void {
  readValidationHistory(runFolderOf(point, sweepFolder), metric);
}

/** @throws FixableError `facts/no-scalar`, `files/disk-full` and the like */
export const recordResults = (sweepFolder: string): Promise<BestTrial | undefined> =>
  withSearchLock(sweepFolder, () => writeResults(readManifest(sweepFolder), sweepFolder));

/** Says nothing where no trial is finished. @throws FixableError as `recordResults` */
export async function sayResults(sweepFolder: string, output: ProgressStream): Promise<void> {
  const best = await recordResults(sweepFolder);
  if (best === undefined) return;
  const { keys, metric } = readManifest(sweepFolder).search!;
  const own = searchedOverrides(best.point, { keys });
  output.write(`best ${metric} ${lossText(best.value)}: #${best.point.number} ${own.join(" ")}\n`);
  output.write(`results: ${join(sweepFolder, RESULTS_FILE)}\n`);
}
