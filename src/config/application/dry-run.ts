/** @file `--dry-run`: every point composed and checked, and a table of what differs between them. */
import { textTable } from "#utils/text-table.ts";
import { type Plain, PlainDict, pythonStr } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { jobTree } from "./config-text.ts";
import type { PlannedJob } from "./job.ts";

/** Values wider than this are cut; the config itself has them in full. */
const MAX_WIDTH = 40;

/** The lines to print. */
export function dryRunLines(jobs: readonly PlannedJob[]): string[] {
  const points = jobs.map((job) => new Map(leavesOf(contentOf(job))));
  const keys = [...new Set(points.flatMap((point) => [...point.keys()]))];
  const differing = keys.filter((key) => new Set(points.map((point) => point.get(key))).size > 1);
  const rows = [
    ["#", ...differing, "run folder"],
    ...points.map((point, index) => {
      const job = jobs[index]!;
      return [String(job.num ?? index), ...differing.map((key) => point.get(key) ?? "–"), job.runFolder];
    }),
  ];
  const count = `${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}, all composed and checked; none was started`;
  return [...textTable(rows.map(cutRow)), count];
}

/** Resolved where that is possible. */
function contentOf(job: PlannedJob): Plain {
  const tree = jobTree(job.composition);
  try {
    return resolvedContent(tree, job.composition.context);
  } catch {
    return plainOf(tree);
  }
}

function leavesOf(value: Plain, path = ""): [string, string][] {
  if (value instanceof PlainDict && value.size > 0) {
    return Array.from(value.entries()).flatMap(([key, item]) =>
      leavesOf(item, path === "" ? pythonStr(key) : `${path}.${pythonStr(key)}`),
    );
  }
  return [[path, pythonStr(value)]];
}

/** All but the run folder, which stands last. */
function cutRow(row: readonly string[]): string[] {
  const cut = (text: string) => (text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text);
  return row.map((text, column) => (column === row.length - 1 ? text : cut(text)));
}
