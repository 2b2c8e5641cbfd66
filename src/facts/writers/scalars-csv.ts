/**
 * @file `facts/scalars.csv`: two rows an epoch, of training and validation, for spreadsheets and pandas.
 * The columns are the reference's; which metrics there are is settled by the first epoch and never changes.
 */
import type { EpochEndFact, NumbersByName } from "../fact.ts";
import { AppendFile } from "./append-file.ts";
import { formatGeneral } from "./general-format.ts";

const COLUMNS = ["epoch", "split", "train_loss", "val_loss", "epoch_time_s", "throughput", "max_memory_mib"] as const;
const METRIC_PREFIX = "metric_";

export class ScalarsCsv {
  readonly #file: AppendFile;
  /** Names of the metric columns; null until the first epoch. */
  #metrics: readonly string[] | null;
  /** Beginnings of the rows that are there. */
  readonly #known: Set<string>;

  private constructor(file: AppendFile, metrics: readonly string[] | null, rows: readonly string[]) {
    this.#file = file;
    this.#metrics = metrics;
    this.#known = new Set(rows.map(epochAndSplit));
  }

  /** @returns undefined when the file exists already */
  static create(path: string): ScalarsCsv | undefined {
    const file = AppendFile.create(path);
    return file && new ScalarsCsv(file, null, []);
  }

  /** Opens what a run left behind and adds the rows that it wrote to `events.jsonl` and no longer here. */
  static reopen(path: string, earlierEpochs: readonly EpochEndFact[]): ScalarsCsv {
    // a cut number still looks like one, so a line without its end never counts as whole
    const [file, [header, ...rows]] = AppendFile.reopen(path, () => false);
    const metrics = header
      ?.split(",")
      .slice(COLUMNS.length)
      .map((name) => name.slice(METRIC_PREFIX.length));
    const table = new ScalarsCsv(file, metrics ?? null, rows);
    for (const fact of earlierEpochs) table.append(fact);
    return table;
  }

  /** Adds the rows of an epoch that are not there yet. */
  append(fact: EpochEndFact): void {
    const metrics = this.#metrics ?? metricNamesOf(fact);
    const header = this.#metrics === null ? [headerOf(metrics)] : [];
    const rows = rowsOf(fact, metrics).filter((row) => !this.#known.has(epochAndSplit(row)));
    const lines = [...header, ...rows];
    if (lines.length > 0) this.#file.append(lines.map((line) => `${line}\n`).join(""));
    this.#metrics = metrics;
    for (const row of rows) this.#known.add(epochAndSplit(row));
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function metricNamesOf({ metrics, train_metrics }: EpochEndFact): string[] {
  const names = Object.keys({ ...metrics, ...train_metrics });
  const odd = names.find((name) => /[",\r\n]/.test(name));
  if (odd !== undefined) throw new RangeError(`a metric called ${JSON.stringify(odd)} cannot head a column`);
  return names;
}

function headerOf(metrics: readonly string[]): string {
  return [...COLUMNS, ...metrics.map((name) => METRIC_PREFIX + name)].join(",");
}

function rowsOf(fact: EpochEndFact, metrics: readonly string[]): string[] {
  const { epoch, epoch_time_s, throughput, max_memory_mib } = fact;
  const shared = [epoch_time_s, throughput, max_memory_mib].map(cellOf);
  const cellsOf = (values: NumbersByName) => metrics.map((name) => cellOf(values[name]));
  return [
    [epoch, "train", cellOf(fact.train_loss), "", ...shared, ...cellsOf(fact.train_metrics)].join(","),
    [epoch, "val", "", cellOf(fact.val_loss), ...shared, ...cellsOf(fact.metrics)].join(","),
  ];
}

function epochAndSplit(row: string): string {
  return row.split(",", 2).join(",");
}

function cellOf(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : formatGeneral(value);
}
