/** @file What is different between a run and its repetition: for the terminal, and as `rerun.json` in the new run's folder. */
import { join } from "node:path";
import { readRunMeta } from "#facts";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { textTable } from "#utils/text-table.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { compareResults, type ResultComparison } from "./results.ts";
import { type Comparison, compareSurroundings } from "./surroundings.ts";

const FILE = "rerun.json";

/** Does nothing for a run that repeats none. @throws FixableError `files/disk-full` and the like */
export async function reportRerun(runFolder: string, output: ProgressStream): Promise<void> {
  const original = readRunMeta(runFolder).rerun_of;
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
  const lines = textTable(
    [
      ...different.map(({ what, before, now }) => [what, changeText(before, now)]),
      ...results.map(({ what, words }) => [what, words]),
    ],
    { indent: "  " },
  );
  return [
    different.length > 0 ? `different from ${original}:` : `nothing is different from ${original}`,
    ...lines.slice(0, different.length),
    `the same: ${same.join(", ")}`,
    "results:",
    ...lines.slice(different.length),
  ];
}

const changeText = (before: string, now: string) =>
  before === now ? `${before}, and something within it` : `${before} → ${now}`;
