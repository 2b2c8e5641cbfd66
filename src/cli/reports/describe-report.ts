/** @file What `thesis-report` says when it is done. */
import { join, relative } from "node:path";
import type { Report } from "#reports";

export function describeReport({ folder, runs, skipped, figures, notes }: Report): string {
  const near = relative(process.cwd(), folder);
  const shown = near !== "" && !near.startsWith("..") ? near : folder;
  const lines = [
    ...skipped.map(({ run_dir, reason }) => `left out ${run_dir}: ${reason}`),
    ...notes.map((note) => `note: ${note}`),
    `${runs} ${runs === 1 ? "run" : "runs"}, ${figures.length} ${figures.length === 1 ? "figure" : "figures"}`,
    `report: ${shown}`,
    `  ${join(shown, "report.html")}`,
    ...figures.map((figure) => `  ${join(shown, figure)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
