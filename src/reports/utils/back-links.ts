/** @file The way back from a run to the reports that used it: `report_pointer.txt`, one id a line, each once. */
import { appendFile } from "node:fs/promises";
import { textOrNull } from "#utils/file-text.ts";
import { runPaths } from "#utils/paths.ts";

/** @returns runs that could not be written to, and why: a report does not fail for a folder that is read-only */
export async function linkBack(runDirs: readonly string[], reportId: string): Promise<string[]> {
  const problems: string[] = [];
  for (const run of runDirs) {
    try {
      await addLine(runPaths(run).reportPointer, reportId);
    } catch (cause) {
      problems.push(`${run} has no link back to this report: ${(cause as Error).message}`);
    }
  }
  return problems;
}

async function addLine(path: string, line: string): Promise<void> {
  const before = textOrNull(path) ?? "";
  if (before.split(/\r?\n/).includes(line)) return;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  await appendFile(path, `${gap}${line}\n`);
}
