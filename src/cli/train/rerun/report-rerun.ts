/** @file What is different between a run and its repetition: for the terminal, and as `rerun.json` in the new run's folder. */
import { join } from "node:path";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { storedMeta } from "../stored-run.ts";
import { compareResults, type ResultComparison } from "./results.ts";
import { type Comparison, compareSurroundings } from "./surroundings.ts";

const FILE = "rerun.json";

/** Does nothing for a run that repeats none. @throws FixableError `files/disk-full` and the like */
export async function reportRerun(runFolder: string, output: ProgressStream): Promise<void> {
  const original = storedMeta(runFolder).rerun_of;
  if (!original) return;
  const surroundings = compareSurroundings(original.run_dir, runFolder);
  const results = compareResults(original.run_dir, runFolder);
  const report = { rerun_of: original, is_identical: results.every(({ isSame }) => isSame), surroundings, results };
  await writeFileAtomic(join(runFolder, FILE), `${JSON.stringify(report, null, 2)}\n`);
  output.write(`${linesOf(original.run_dir, surroundings, results).join("\n")}\n`);
}

function linesOf(
  original: string,
  surroundings: readonly Comparison[],
  results: readonly ResultComparison[],
): readonly string[] {
  const different = surroundings.filter(({ isSame }) => !isSame);
  const same = surroundings.filter(({ isSame }) => isSame).map(({ what }) => what);
  const width = Math.max(...[...different, ...results].map(({ what }) => what.length)) + 2;
  return [
    different.length > 0 ? `different from ${original}:` : `nothing is different from ${original}`,
    ...different.map(({ what, before, now }) => `  ${what.padEnd(width)}${changeText(before, now)}`),
    `the same: ${same.join(", ")}`,
    "results:",
    ...results.map(({ what, words }) => `  ${what.padEnd(width)}${words}`),
  ];
}

const changeText = (before: string, now: string) =>
  before === now ? `${before}, and something within it` : `${before} → ${now}`;
