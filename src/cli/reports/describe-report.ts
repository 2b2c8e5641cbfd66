/** @file What `thesis-report` says when it is done. */
import { join } from "node:path";
import type { Report } from "#reports";
import { shortPath } from "#utils/short-path.ts";

/** Named one by one; the manifest names all. */
const MOST_LEFT_OUT = 10;

export function describeReport({ folder, runs, skipped, figures, notes }: Report): string {
  const shown = shortPath(folder);
  const lines = [
    ...skipped.slice(0, MOST_LEFT_OUT).map(({ run_dir, reason }) => `left out ${run_dir}: ${reason}`),
    ...(skipped.length > MOST_LEFT_OUT ? [`left out ${skipped.length - MOST_LEFT_OUT} more: manifest.yaml`] : []),
    ...notes.map((note) => `note: ${note}`),
    `${runs} ${runs === 1 ? "run" : "runs"}, ${figures.length} ${figures.length === 1 ? "figure" : "figures"}`,
    `report: ${shown}`,
    `  ${join(shown, "report.html")}`,
    ...figures.map((figure) => `  ${join(shown, figure)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
