/** @file What a point of a figure stands for, as a page says it: a group, and its runs by their folders. */
import type { Material } from "../analyses/analysis.ts";
import type { RunGroup } from "../run-groups.ts";

/** More would cover the figure. */
const MOST_LINES = 5;

/** Several lines of plain text. */
export function aboutGroup({ tables }: Pick<Material, "tables">, { name, runs }: RunGroup): string {
  const names = runs.map((run) => tables.runs[run]!.name);
  const shown = names.length > MOST_LINES ? names.slice(0, MOST_LINES - 1) : names;
  const left = names.length - shown.length;
  return [name, ...shown, ...(left > 0 ? [`and ${left} more runs`] : [])].join("\n");
}
