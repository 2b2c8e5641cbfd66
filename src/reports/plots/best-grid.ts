/** @file One number of every bottleneck at every weight of the globals: a heatmap with the numbers in its cells. */
import type { RunRow } from "#facts";
import { gridFigure, heatmapPanel, WIDTHS_PT } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { formatSpread, spreadOf } from "../statistics.ts";

export interface BestGridOptions {
  readonly label: string;
  readonly pick: (row: RunRow) => number | null;
  /** Why a cell may have no number. */
  readonly missing?: string;
}

/** More than this factor between the smallest and the largest asks for a logarithmic scale. */
const WIDE = 20;
/** Bottlenecks that stand beside each other in one column of a journal. */
const COLUMN_HOLDS = 4;

/** A cell is the mean over all its runs, seeds and whatever else varies. */
export function bestGrid({ tables, groups }: Material, { label, pick, missing }: BestGridOptions): Drawing {
  const weights = [...new Set(tables.runs.map(({ globals_beta }) => globals_beta))]
    .filter((weight) => weight !== null)
    .sort((a, b) => a - b);
  const { tokenizers } = groups;
  const cells = weights.flatMap((weight) =>
    tokenizers.map((tokenizer) =>
      spreadOf(
        tables.runs
          .filter((row) => row.globals_beta === weight && (row.tokenizer ?? "unknown") === tokenizer)
          .map(pick),
      ),
    ),
  );
  const known = cells.filter((cell) => cell !== null).map(({ mean }) => mean);
  if (known.length === 0) return { nothing: `no run has "${label}"${missing ? `: ${missing}` : ""}` };
  const isWide = Math.min(...known) > 0 && Math.max(...known) / Math.min(...known) > WIDE;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const panel = heatmapPanel({
    x: {
      label: "Bottleneck",
      edges: [...tokenizers, ""].map((_, i) => i),
      ticks: tokenizers.map((name, i) => ({ at: i + 0.5, label: name })),
    },
    y: {
      label: "Weight of the globals *β*",
      edges: [...weights, 0].map((_, i) => i),
      ticks: weights.map((weight, i) => ({ at: i + 0.5, label: String(weight) })),
    },
    values: cells.map((cell) => cell?.mean ?? Number.NaN),
    labels: cells.map((cell) => formatSpread(cell).replace(" ± ", "\n± ")),
    colour: { label, scale: isWide ? "log" : "linear", ...(!isWide && high > low && { domain: [low, high] }) },
    notes: known.length < cells.length && missing ? [`${missing[0]!.toUpperCase()}${missing.slice(1)}`] : [],
    aspect: 0.8,
  });
  return { figure: gridFigure([panel], tokenizers.length > COLUMN_HOLDS ? { widthPt: WIDTHS_PT.page } : {}) };
}
