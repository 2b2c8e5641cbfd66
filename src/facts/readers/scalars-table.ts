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
  const take = (rows: ReadonlyMap<number, Cells>, name: string, at: number) => {
    const values = new Float64Array(epochs.length);
    for (let i = 0; i < epochs.length; i++) {
      const cells = rows.get(epochs[i]!);
      values[i] = cells ? parseDecimal(text, cells[at]!, cells[at + 1]! - 1) : Number.NaN;
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

/** Where each cell of a row begins, and one behind the end of the last. */
type Cells = Int32Array;

interface Rows {
  readonly train: ReadonlyMap<number, Cells>;
  readonly val: ReadonlyMap<number, Cells>;
  /** Lines that do not fit the header. */
  readonly odd: number;
  readonly isCut: boolean;
}

function rowsOf(text: string, header: readonly string[]): Rows {
  const [epochAt, splitAt] = [header.indexOf("epoch"), header.indexOf("split")];
  const rows = { train: new Map<number, Cells>(), val: new Map<number, Cells>() };
  let odd = 0;
  let start = lineEnd(text, 0) + 1;
  for (let end = text.indexOf("\n", start); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const last = text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
    if (last <= start) continue;
    const cells = cellsOf(text, start, last, header.length);
    const epoch = cells && parseDecimal(text, cells[epochAt]!, cells[epochAt + 1]! - 1);
    if (cells === undefined || !Number.isInteger(epoch)) {
      odd++;
      continue;
    }
    const split = text.slice(cells[splitAt], cells[splitAt + 1]! - 1);
    if (split === "train" || split === "val") rows[split].set(epoch!, cells);
  }
  return { ...rows, odd, isCut: start < text.length };
}

function cellsOf(text: string, start: number, end: number, count: number): Cells | undefined {
  const cells = new Int32Array(count + 1);
  cells[0] = start;
  let found = 1;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== COMMA) continue;
    if (found === count) return undefined;
    cells[found++] = at + 1;
  }
  cells[count] = end + 1;
  return found === count ? cells : undefined;
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text.charCodeAt(at) === LINE_FEED) return at;
  return text.length;
}
