/** @file The rows of a report as `summary.csv`, and what was compared as `summary.json`. */
import type { RunRow, RunTables, Scalar } from "#facts";
import { jsonText } from "#utils/json-text.ts";
import { evaluated, evaluationColumns } from "./evaluation-columns.ts";
import type { ReportConfig } from "./report-config.ts";
import type { RunGroups } from "./run-groups.ts";
import { spreadOf } from "./statistics.ts";

/** The Python system's columns first, in its order; what we add stands behind them. */
const COLUMNS = [
  "run_dir",
  "encoder",
  "tokenizer",
  "seed",
  "latent_dim",
  "codebook_size",
  "dataset_name",
  "config_sha1",
  "git_commit",
  "epochs",
  "best_epoch",
  "loss.total_best",
  "loss.total_final",
  "loss.recon_best",
  "loss.commit_best",
  "loss.codebook_best",
  "total_time_s",
  "mean_epoch_time_s",
  "throughput_mean",
  "max_memory_mib_max",
] as const satisfies readonly (keyof RunRow)[];

const OWN_COLUMNS = [
  "loss.rec_globals_best",
  "loss.unweighted_best",
  "globals_beta",
  "decoder",
  "system",
  "status",
  "complete",
] as const satisfies readonly (keyof RunRow)[];

/** One row a run, RFC 4180 with LF; empty where a run does not say. */
export function summaryCsv({ runs }: Pick<RunTables, "runs">): string {
  const metrics = namesIn(runs.map(({ metrics_final }) => metrics_final));
  const fixed = new Set<string>([...COLUMNS, ...OWN_COLUMNS]);
  const axes = namesIn(runs.map((row) => row.axes)).filter((name) => !fixed.has(name));
  const measured = evaluationColumns(runs);
  const header = [
    ...COLUMNS,
    ...metrics.map((name) => `metric_${name}_final`),
    ...OWN_COLUMNS,
    ...axes,
    ...measured.map((name) => `evaluation.${name}`),
  ];
  const rows = runs.map((row) => [
    ...COLUMNS.map((name) => row[name]),
    ...metrics.map((name) => row.metrics_final[name]),
    ...OWN_COLUMNS.map((name) => row[name]),
    ...axes.map((name) => row.axes[name]),
    ...measured.map((name) => evaluated(row, name)),
  ]);
  return [header, ...rows].map((cells) => `${cells.map(cellOf).join(",")}\n`).join("");
}

export interface SummaryParts {
  readonly tables: RunTables;
  readonly groups: RunGroups;
  readonly config: ReportConfig;
  readonly figures: readonly string[];
  /** Figures that could not be drawn, and why. */
  readonly notDrawn: Readonly<Record<string, string>>;
}

/** Ready for JSON; NaN and infinities are texts, as in the facts. */
export function summaryJson({ tables, groups, config, figures, notDrawn }: SummaryParts): string {
  const { runs, skipped } = tables;
  const measured = evaluationColumns(runs).filter((name) => name !== "version");
  const summary = {
    summary_schema_version: 1,
    analysis: config.analysis,
    discovery_order: runs.map(({ run_dir }) => run_dir),
    filters: config.inputs.select ?? {},
    sweep_params: Object.fromEntries(groups.varied),
    thresholds: config.thresholds,
    which_figures: figures,
    figures_not_drawn: notDrawn,
    groups: groups.groups.map(({ name, tokenizer, values, runs: members }) => {
      const spread = (pick: (row: RunRow) => number | null) => spreadOf(members.map((run) => pick(runs[run]!)));
      return {
        name,
        tokenizer,
        values,
        runs: members.map((run) => runs[run]!.run_dir),
        seeds: members.map((run) => runs[run]!.seed),
        "loss.total_best": spread((row) => row["loss.total_best"]),
        "loss.recon_best": spread((row) => row["loss.recon_best"]),
        "loss.rec_globals_best": spread((row) => row["loss.rec_globals_best"]),
        "loss.unweighted_best": spread((row) => row["loss.unweighted_best"]),
        total_time_s: spread((row) => row.total_time_s),
        throughput_mean: spread((row) => row.throughput_mean),
        metric_perplex_final: spread((row) => row.metrics_final["perplex"] ?? null),
        ...(measured.length > 0 && {
          evaluation: Object.fromEntries(measured.map((name) => [name, spread((row) => evaluated(row, name))])),
        }),
      };
    }),
    skipped,
    notes: Object.fromEntries(
      runs.filter(({ notes }) => notes.length > 0).map(({ run_dir, notes }) => [run_dir, notes]),
    ),
  };
  return `${jsonText(summary, 2)}\n`;
}

function namesIn(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function cellOf(value: Scalar | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
