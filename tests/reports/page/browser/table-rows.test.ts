import { expect, test } from "vitest";
import type { RunRow } from "#facts";
import type { Column } from "../../../../src/reports/page/browser/columns.ts";
import { cellText, groupRows, runRows, type TableRow } from "../../../../src/reports/page/browser/table-rows.ts";
import { groupRuns } from "../../../../src/reports/run-groups.ts";
import { manyRuns } from "../many-runs.ts";

const { runs: rows } = manyRuns(20); // four bottlenecks, five seeds each
const name: Column = { id: "run", label: "run", title: "", pick: (row) => row.name, kind: "name" };
const error: Column = { id: "e", label: "e", title: "", pick: (row) => row["loss.recon_best"], kind: "result" };
const seed: Column = { id: "seed", label: "seed", title: "", pick: (row) => row.seed, kind: "seed" };
const runsOf = (table: readonly TableRow[]) => table.map(({ runs }) => runs[0]);

test("rows are sorted by numbers as numbers, also within names", () => {
  expect(runsOf(runRows([0, 10, 2, 19], rows, { column: name, direction: 1 }))).toEqual([0, 2, 10, 19]);
  expect(runsOf(runRows([0, 10, 2, 19], rows, { column: name, direction: -1 }))).toEqual([19, 10, 2, 0]);
});

test("rows without a value stand last in both directions", () => {
  const some: Column = { ...error, pick: (row: RunRow) => (row.seed === 0 ? null : row.seed) };
  expect(runsOf(runRows([0, 1, 2], rows, { column: some, direction: 1 }))).toEqual([1, 2, 0]);
  expect(runsOf(runRows([0, 1, 2], rows, { column: some, direction: -1 }))).toEqual([2, 1, 0]);
});

test("one row a group says mean ± standard deviation, and opens", () => {
  const { groups } = groupRuns({ runs: rows });
  const [first] = groupRows(groups, rows, undefined, new Set());
  const values = [0, 1, 2, 3, 4].map((run) => rows[run]!["loss.recon_best"]!);
  const mean = values.reduce((a, b) => a + b) / 5;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
  const [, shownMean, shownStd] = /^([\d.]+) ± ([\d.]+)$/.exec(cellText(first!, rows, error))!;
  expect(Number(shownMean)).toBeCloseTo(mean, 2);
  expect(Number(shownStd)).toBeCloseTo(std, 2);
  expect(cellText(first!, rows, seed)).toBe("5 runs");
  expect(cellText(first!, rows, name)).toBe("none");
  const opened = groupRows(groups, rows, undefined, new Set(["none"]));
  expect(opened.slice(0, 7).map(({ isMember }) => isMember)).toEqual([false, true, true, true, true, true, false]);
});
