/** @file `--dry-run`: every point composed and checked, and a table of what differs between them, as wide as the terminal. */
import { dirname, relative } from "node:path";
import { textTable } from "#utils/text-table.ts";
import { type Plain, PlainDict, pythonStr } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { jobTree } from "./config-text.ts";
import type { PlannedJob } from "./job.ts";

/** Values wider than this are cut; the config itself has them in full. */
const MAX_WIDTH = 40;

interface Column {
  readonly key: string;
  readonly cells: readonly string[];
}

/**
 * The lines to print.
 *
 * @param width of the terminal; nothing is left out where nobody looks
 */
export function dryRunLines(jobs: readonly PlannedJob[], width: number = Number.POSITIVE_INFINITY): string[] {
  const numbers = { key: "#", cells: jobs.map((job, index) => String(job.num ?? index)) };
  const folders = { key: "run folder", cells: jobs.map(({ runFolder }) => runFolder) };
  const differing = differingColumns(jobs);
  const count = `${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}, all composed and checked; none was started`;
  const whole = table([numbers, ...differing.map(cut), folders]);
  if (whole.every((line) => line.length <= width)) return [...whole, count];
  return [...narrowTable({ numbers, folders, differing: byImportance(differing, jobs), width }), count];
}

function differingColumns(jobs: readonly PlannedJob[]): readonly Column[] {
  const points = jobs.map((job) => new Map(leavesOf(contentOf(job))));
  const keys = [...new Set(points.flatMap((point) => [...point.keys()]))];
  return keys
    .filter((key) => new Set(points.map((point) => point.get(key))).size > 1)
    .map((key) => ({ key, cells: points.map((point) => point.get(key) ?? "–") }));
}

interface NarrowTable {
  readonly numbers: Column;
  readonly folders: Column;
  /** The most important first. */
  readonly differing: readonly Column[];
  readonly width: number;
}

/** Keys by their last words, folders below the one that they share; what still has no room is named. */
function narrowTable({ numbers, folders, differing, width }: NarrowTable): string[] {
  const parent = dirname(folders.cells[0]!);
  const areTogether = folders.cells.every((folder) => dirname(folder) === parent);
  const short = areTogether ? folders.cells.map((folder) => relative(parent, folder)) : folders.cells;
  const where = areTogether ? [`run folders below ${parent}`] : [];
  const nameOf = shortNames(differing.map(({ key }) => withoutKind(key)));
  const ends = [numbers, { ...folders, cells: short }] as const;
  const shown: Column[] = [];
  let room = width - ends.reduce((sum, column) => sum + widthOf(column), 0) - GAP.length;
  const left = differing.filter((column) => {
    const named = cut({ ...column, key: nameOf(withoutKind(column.key)) });
    const needs = widthOf(named) + GAP.length;
    if (needs > room) return true;
    room -= needs;
    shown.push(named);
    return false;
  });
  const others = left.length === 0 ? [] : [`also different: ${left.map(({ key }) => key).join(", ")}`];
  return [...table([ends[0], ...shown, ends[1]]).map((line) => line.slice(0, width)), ...where, ...others];
}

/** What was typed first. */
function byImportance(columns: readonly Column[], jobs: readonly PlannedJob[]): readonly Column[] {
  const typed = new Set(jobs.flatMap(({ overrides }) => overrides.task).map((text) => dotted(text)));
  const isTyped = ({ key }: Column) => typed.has(withoutKind(key));
  return [...columns.filter(isTyped), ...columns.filter((column) => !isTyped(column))];
}

/** An option of a group goes by the group's name. */
const withoutKind = (key: string) => key.replace(/\.kind$/, "");

/** `phase1.latent_space` of `+phase1/latent_space=vq`. */
const dotted = (override: string) =>
  override
    .replace(/^[+~]*/, "")
    .replace(/[@=].*$/s, "")
    .replaceAll("/", ".");

/** @returns as many of a key's last words as tell it from the others */
function shortNames(keys: readonly string[]): (key: string) => string {
  const ending = (key: string, words: number) => key.split(".").slice(-words).join(".");
  return (key) => {
    for (let words = 1; ; words++) {
      const name = ending(key, words);
      if (name === key || keys.every((other) => other === key || ending(other, words) !== name)) return name;
    }
  };
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

const GAP = "  ";
const cutText = (text: string) => (text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text);
const cut = ({ key, cells }: Column): Column => ({ key: cutText(key), cells: cells.map(cutText) });
const widthOf = ({ key, cells }: Column) => Math.max(...[key, ...cells].map(({ length }) => length));

function table(columns: readonly Column[]): readonly string[] {
  const rows = columns[0]!.cells.map((_, row) => columns.map(({ cells }) => cells[row]!));
  return textTable([columns.map(({ key }) => key), ...rows]);
}
