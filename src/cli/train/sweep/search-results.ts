/** @file What a search has found so far: written down whenever a point has ended, and said at the end. */
import { join } from "node:path";
import { readValidationHistory } from "#facts";
import {
  type ManifestPoint,
  RESULTS_FILE,
  runFolderOf,
  type SearchRules,
  type SweepManifest,
  writeResults,
} from "#hpc";
import { lossText, type ProgressStream } from "#utils/training-progress-shower.ts";

export class SearchResults {
  readonly #folder: string;
  readonly #rules: SearchRules;
  /** Losses of points that have finished, each read once. */
  readonly #losses = new Map<number, number>();

  constructor(folder: string, rules: SearchRules) {
    this.#folder = folder;
    this.#rules = rules;
  }

  /** @throws FixableError `facts/no-scalar`, at the first point rather than at all of them */
  async note(point: ManifestPoint, manifest: SweepManifest): Promise<void> {
    readValidationHistory(runFolderOf(point, this.#folder), this.#rules.metric);
    await writeResults(manifest, this.#folder, this.#losses);
  }

  async say(manifest: SweepManifest, output: ProgressStream): Promise<void> {
    const best = await writeResults(manifest, this.#folder, this.#losses);
    if (best === undefined) return;
    const { keys, metric } = this.#rules;
    const own = best.point.overrides.filter((text) => keys.some((key) => text.startsWith(`${key}=`)));
    output.write(`best ${metric} ${lossText(best.value)}: #${best.point.number} ${own.join(" ")}\n`);
    output.write(`results: ${join(this.#folder, RESULTS_FILE)}\n`);
  }
}
