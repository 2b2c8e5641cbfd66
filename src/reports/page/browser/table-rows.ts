/** @file Runs → the rows of the table: sorted, and if wished one row for all seeds of a setting. */
import type { RunRow, Scalar } from "#facts";
import type { RunGroup } from "../../run-groups.ts";
import { formatNumber, formatSpread, spreadOf } from "../../statistics.ts";
import type { Column } from "./columns.ts";

export interface TableRow {
  /** Rows of the runs: one, or all of a group. */
  readonly runs: readonly number[];
  readonly group: RunGroup | undefined;
  /** Of a group that is open. */
  readonly isMember: boolean;
}

export interface Sorting {
  readonly column: Column;
  readonly direction: 1 | -1;
}

/** @param shown rows of the runs that are shown, ascending */
export function runRows(shown: readonly number[], rows: readonly RunRow[], sorting: Sorting | undefined): TableRow[] {
  return sorted(
    shown.map((run): TableRow => ({ runs: [run], group: undefined, isMember: false })),
    rows,
    sorting,
  );
}

/** @param open groups whose runs stand below them */
export function groupRows(
  groups: readonly RunGroup[],
  rows: readonly RunRow[],
  sorting: Sorting | undefined,
  open: ReadonlySet<string>,
): TableRow[] {
  const heads = groups.map((group): TableRow => ({ runs: group.runs, group, isMember: false }));
  return sorted(heads, rows, sorting).flatMap((head) => {
    if (!open.has(head.group!.name)) return [head];
    return [head, ...runRows(head.runs, rows, sorting).map((row) => ({ ...row, isMember: true }))];
  });
}

/** Rows without a value stand last, whatever the direction; equal ones stay as they were. */
function sorted(tableRows: TableRow[], rows: readonly RunRow[], sorting: Sorting | undefined): TableRow[] {
  if (!sorting) return tableRows;
  const keys = new Map(tableRows.map((row) => [row, keyOf(row, rows, sorting.column)]));
  return tableRows.toSorted((a, b) => {
    const [left, right] = [keys.get(a)!, keys.get(b)!];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sorting.direction * compare(left, right);
  });
}

function keyOf({ runs, group }: TableRow, rows: readonly RunRow[], { pick, kind }: Column): Scalar {
  if (group && kind === "name") return group.name;
  if (group && kind === "seed") return runs.length;
  const values = runs.map((run) => pick(rows[run]!));
  return group && kind === "result" ? (spreadOf(values as (number | null)[])?.mean ?? null) : values[0]!;
}

const collator = new Intl.Collator("en", { numeric: true }); // job2 before job10
function compare(a: string | number | boolean, b: string | number | boolean): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

/** The text of a cell. */
export function cellText({ runs, group }: TableRow, rows: readonly RunRow[], { pick, kind }: Column): string {
  const values = runs.map((run) => pick(rows[run]!));
  if (!group) return scalarText(values[0]!, kind);
  if (kind === "name") return group.name;
  if (kind === "seed") return `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  if (kind === "result")
    return values.every((value) => value === null) ? "" : formatSpread(spreadOf(values as (number | null)[]));
  return scalarText(values[0]!, kind);
}

/** What was set is shown as it was typed. */
function scalarText(value: Scalar, kind: Column["kind"]): string {
  if (value === null) return "";
  const isPlain = typeof value !== "number" || kind !== "result" || (Number.isInteger(value) && Math.abs(value) < 1e6);
  return isPlain ? String(value) : formatNumber(value, 4);
}
