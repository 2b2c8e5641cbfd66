/** @file Tables of runs → the rows that `inputs.select` keeps. */
import type { RunRow, RunTables, Scalar } from "#facts";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ReportConfig } from "./report-config.ts";
import { axisValue } from "./run-groups.ts";

type Select = ReportConfig["inputs"]["select"];

/**
 * @throws FixableError `reports/unknown-axis` for an axis that no run has, `reports/nothing-selected` when no run is left,
 * with the values there are
 */
export function selectRuns(tables: RunTables, select: Select): RunTables {
  const wishes = Object.entries(select ?? {}).flatMap(([axis, wanted]) =>
    wanted === null ? [] : [{ axis, values: Array.isArray(wanted) ? wanted : [wanted as Scalar] }],
  );
  if (wishes.length === 0) return tables;
  for (const { axis } of wishes) assertAxis(tables, axis);
  const kept = tables.runs.flatMap((row, i) =>
    wishes.every(({ axis, values }) => values.some((value) => isSame(axisValue(row, axis), value))) ? [i] : [],
  );
  if (kept.length === 0) throw nothingSelected(tables, wishes);
  return { ...tables, runs: kept.map((i) => tables.runs[i]!), epochs: tables.epochs.ofRuns(kept) };
}

/** `1` typed at a command line is the seed 1.0 of a config, and `"1"` of an override. */
function isSame(value: Scalar, wanted: Scalar): boolean {
  return value === wanted || (value !== null && wanted !== null && String(value) === String(wanted));
}

function assertAxis({ runs }: RunTables, axis: string): void {
  if (runs.some((row) => axisValue(row, axis) !== null)) return;
  const known = [...new Set(runs.flatMap((row) => ["tokenizer", "encoder", "seed", ...Object.keys(row.axes)]))].sort();
  const [nearest] = closestWords(axis, known);
  throw new FixableError({
    code: "reports/unknown-axis",
    problem: `no run says its "${axis}"; there is ${known.join(", ")}`,
    where: "inputs.select",
    fix: nearest && shellWord(`+inputs.select.${nearest}=[${valuesOf(runs, nearest).join(",")}]`),
  });
}

function nothingSelected(
  { runs }: RunTables,
  wishes: readonly { axis: string; values: readonly Scalar[] }[],
): FixableError {
  const there = wishes.map(({ axis, values }) => ({ axis, values, found: valuesOf(runs, axis) }));
  const said = there.map(({ axis, values, found }) => `${axis}=${values.join(" or ")} (there is ${found.join(", ")})`);
  const wrong = there.find(({ values, found }) => !values.some((value) => found.includes(String(value))));
  const [nearest] = wrong ? closestWords(String(wrong.values[0]), wrong.found) : [];
  return new FixableError({
    code: "reports/nothing-selected",
    problem: `none of the ${runs.length} runs is selected by ${said.join(" and ")}`,
    where: "inputs.select",
    fix: shellWord(wrong ? `inputs.select.${wrong.axis}=${nearest ?? wrong.found[0] ?? "null"}` : "inputs.select=null"),
  });
}

const valuesOf = (runs: readonly RunRow[], axis: string): string[] =>
  [...new Set(runs.map((row) => String(axisValue(row, axis))))].sort();
