/**
 * @file `facts/scalars.csv` → one row an epoch, of our runs and of the Python system's. The text is gone through once, cell by
 * cell, without making texts of the cells: a report reads a million of these rows.
 */
import { parseDecimal } from "./parse-decimal.ts";
import type { RunEpochs } from "./run-tables.ts";

export interface ScalarsTable extends RunEpochs {
  /** Names of the metrics of the validation. */
  readonly metrics: readonly string[];
  readonly notes: readonly string[];
}

export type ScalarsProblem =
  | { readonly problem: "missing-columns"; readonly columns: readonly string[] }
  | { readonly problem: "no-validation" };

/** Without these a row says nothing that can be compared. */
const NEEDED = ["epoch", "split", "val_loss", "epoch_time_s"];
const METRIC = "metric_";
const [COMMA, LINE_FEED, RETURN] = [44, 10, 13];

/**
 * The rows of the training give `train_loss` and `train_metric_*`, those of the validation everything else. Epochs are
 * those that were validated, sorted; of two rows for one epoch the later one counts, as after a resume.
 */
export function parseScalars(text: string): ScalarsTable | ScalarsProblem {
  const header = text.slice(0, lineEnd(text, 0)).replace(/\r$/, "").split(",");
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (missing.length > 0) return { problem: "missing-columns", columns: missing };

  const { train, val, odd, isCut } = rowsOf(text, header);
  const notes: string[] = [];
  if (isCut) notes.push("the last line of scalars.csv is cut off and was left out");
  if (odd > 0) notes.push(`${odd} lines of scalars.csv do not fit its header and were left out`);
  if (val.size === 0) return { problem: "no-validation" };

  const epochs = Float64Array.from(val.keys()).sort();
  const columns = new Map<string, Float64Array>([["epoch", epochs]]);
  // one array for all columns: the memory of a thousand runs is better had in few pieces
  const twice = header.filter((name) => name.startsWith(METRIC)).length;
  const block = new Float64Array((header.length + twice) * epochs.length);
  let taken = 0;
  const take = (rows: ReadonlyMap<number, number>, name: string, at: number) => {
    const values = block.subarray(taken, taken + epochs.length);
    taken += epochs.length;
    for (let i = 0; i < epochs.length; i++) {
      const row = rows.get(epochs[i]!);
      values[i] = row === undefined ? Number.NaN : parseDecimal(text, cells[row + at]!, cells[row + at + 1]! - 1);
    }
    columns.set(name, values);
  };
  const metrics: string[] = [];
  for (const [at, name] of header.entries()) {
    if (name === "epoch" || name === "split") continue;
    take(name === "train_loss" ? train : val, name, at);
    if (!name.startsWith(METRIC)) continue;
    metrics.push(name.slice(METRIC.length));
    take(train, `train_${name}`, at);
  }
  return { length: epochs.length, columns, metrics, notes };
}

/** Where each cell of every row begins, and one behind the end of its last. Lent to one table after the other. */
let cells = new Int32Array(4096);

interface Rows {
  /** Epoch → place of its row in `cells`. */
  readonly train: ReadonlyMap<number, number>;
  readonly val: ReadonlyMap<number, number>;
  /** Lines that do not fit the header. */
  readonly odd: number;
  readonly isCut: boolean;
}

function rowsOf(text: string, header: readonly string[]): Rows {
  const [epochAt, splitAt] = [header.indexOf("epoch"), header.indexOf("split")];
  const rows = { train: new Map<number, number>(), val: new Map<number, number>() };
  const width = header.length + 1;
  let [odd, row] = [0, 0];
  let start = lineEnd(text, 0) + 1;
  for (let end = text.indexOf("\n", start); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const last = text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
    if (last <= start) continue;
    const epoch = findCells(text, start, last, row, header.length)
      ? parseDecimal(text, cells[row + epochAt]!, cells[row + epochAt + 1]! - 1)
      : Number.NaN;
    if (!Number.isInteger(epoch)) {
      odd++;
      continue;
    }
    const split = text.slice(cells[row + splitAt], cells[row + splitAt + 1]! - 1);
    if (split !== "train" && split !== "val") continue;
    rows[split].set(epoch, row);
    row += width;
  }
  return { ...rows, odd, isCut: start < text.length };
}

/** Writes the cells of a line to `row`; false when there are not `count` of them. */
function findCells(text: string, start: number, end: number, row: number, count: number): boolean {
  if (row + count >= cells.length) {
    const longer = new Int32Array(2 * (row + count + 1));
    longer.set(cells);
    cells = longer;
  }
  cells[row] = start;
  let found = 1;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== COMMA) continue;
    if (found === count) return false;
    cells[row + found++] = at + 1;
  }
  cells[row + count] = end + 1;
  return found === count;
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text.charCodeAt(at) === LINE_FEED) return at;
  return text.length;
}
