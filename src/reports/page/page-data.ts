/** @file What a page knows of its report: everything it needs to draw the figures anew for the runs that one chooses. */
import { EpochTable, type RunRow, type RunTables, type Scalar } from "#facts";
import type { Figure } from "#figures";
import type { Material } from "../analyses/analysis.ts";
import { evaluated, evaluationColumns } from "../evaluation-columns.ts";
import type { ReportConfig } from "../report-config.ts";
import type { RunGroup } from "../run-groups.ts";

/** Plain data, as it goes through JSON. */
export interface PageData {
  readonly analysis: string;
  readonly config: ReportConfig;
  /** Without their evaluations. */
  readonly runs: readonly RunRow[];
  /** What tables and figures show of the evaluations, a row a run; null where it has no such number. */
  readonly evaluations: {
    readonly columns: readonly string[];
    readonly rows: readonly ((number | null)[] | null)[];
  };
  /** From the page to the folder of every run, as a URL; null where there is no relative way. */
  readonly links: readonly (string | null)[];
  /** Pictures in some runs, by the beginning of their links: if one can be seen from here, so can the runs beside it. */
  readonly probes: Readonly<Record<string, string>>;
  /** Number of epochs of every run, and the columns that the figures read, one run behind the other; null is no number. */
  readonly epochs: {
    readonly lengths: readonly number[];
    readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  };
  readonly groups: readonly RunGroup[];
  readonly varied: readonly (readonly [string, readonly Scalar[]])[];
  readonly tokenizers: readonly string[];
  readonly figures: readonly PageFigure[];
}

export interface PageFigure {
  readonly name: string;
  /** One that shows all runs, whichever are chosen; the others are drawn by their analysis. */
  readonly figure?: Figure;
}

/** The material of an analysis with what its figures ask for written down. */
export function watchColumns(material: Material): { readonly material: Material; readonly columns: Set<string> } {
  const columns = new Set<string>();
  const { epochs } = material.tables;
  const watched = new Proxy(epochs, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      if (typeof value !== "function") return value;
      return (...wanted: unknown[]) => {
        if (key === "ofRun" || key === "column") columns.add(wanted.at(-1) as string);
        return value.apply(target, wanted);
      };
    },
  });
  return { material: { ...material, tables: { ...material.tables, epochs: watched } }, columns };
}

/** @param columns those of the epochs that the figures read */
export function packData(
  material: Material,
  columns: Iterable<string>,
  figures: readonly PageFigure[],
): Omit<PageData, "links" | "probes"> {
  const { tables, groups, config } = material;
  return {
    analysis: config.analysis,
    config,
    runs: tables.runs.map((row) => ({ ...row, evaluation: null })),
    evaluations: packEvaluations(tables.runs),
    epochs: packEpochs(tables, columns),
    groups: groups.groups,
    varied: [...groups.varied],
    tokenizers: groups.tokenizers,
    figures,
  };
}

function packEvaluations(runs: readonly RunRow[]): PageData["evaluations"] {
  const columns = evaluationColumns(runs);
  const rows = runs.map((row) => row.evaluation && columns.map((name) => evaluated(row, name)));
  return { columns, rows };
}

function unpackEvaluations({ runs, evaluations: { columns, rows } }: PageData): RunRow[] {
  return runs.map((row, run) => {
    const values = rows[run];
    if (!values) return row;
    const known = columns.map((name, i) => [name, values[i]] as const).filter(([, value]) => value !== null);
    const numbers = Object.fromEntries(known) as Readonly<Record<string, number>>;
    return { ...row, evaluation: { version: numbers["version"] ?? null, numbers, anomaly: null } };
  });
}

function packEpochs(tables: RunTables, columns: Iterable<string>): PageData["epochs"] {
  const lengths = tables.runs.map((_, run) => tables.epochs.ofRun(run, "epoch").length);
  const packed = Array.from(columns, (name) => [
    name,
    Array.from(tables.epochs.column(name), (value) => (Number.isFinite(value) ? value : null)),
  ]);
  return { lengths, columns: Object.fromEntries(packed) };
}

/** What the figures of the report were drawn from. */
export function materialOf(data: PageData): Material {
  const { epochs, groups, varied, tokenizers, config } = data;
  let start = 0;
  const parts = epochs.lengths.map((length) => {
    const from = start;
    start += length;
    const columns = Object.entries(epochs.columns).map(
      ([name, values]) =>
        [name, Float64Array.from(values.slice(from, from + length), (value) => value ?? Number.NaN)] as const,
    );
    return { length, columns: new Map(columns) };
  });
  return {
    tables: { runs: unpackEvaluations(data), epochs: new EpochTable(parts), skipped: [] },
    groups: { groups, varied: new Map(varied), tokenizers },
    config,
    inference: null,
  };
}

/** A figure as it was before it went through JSON, which knows no NaN: a gap would be drawn as zero. */
export function withGaps<T>(data: T): T {
  if (Array.isArray(data)) {
    const isNumbers = data.every((value) => value === null || typeof value === "number");
    return data.map((value) => (isNumbers ? (value ?? Number.NaN) : withGaps(value))) as T;
  }
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withGaps(value)])) as T;
}

/** The same for some of the runs; groups keep their names and looks. @param kept rows of the runs, ascending */
export function narrowed(material: Material, kept: readonly number[]): Material {
  const { tables, groups } = material;
  if (kept.length === tables.runs.length) return material;
  const places = new Map(kept.map((run, place) => [run, place]));
  return {
    ...material,
    tables: { ...tables, runs: kept.map((run) => tables.runs[run]!), epochs: tables.epochs.ofRuns(kept) },
    groups: {
      ...groups,
      groups: groups.groups.flatMap((group): RunGroup[] => {
        const runs = group.runs.flatMap((run) => places.get(run) ?? []);
        return runs.length > 0 ? [{ ...group, runs }] : [];
      }),
    },
  };
}
