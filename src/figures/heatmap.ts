/** @file Heatmaps: how many pairs fall where, or any matrix of values. */
import { binOf } from "./binning.ts";
import { extentOf, isDrawable } from "./domain.ts";
import type { Axis, LabelsLayer, Numbers, Panel } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { COLOURS, INK, PAPER } from "./style.ts";

export interface HeatmapOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  readonly x: Omit<Axis, "domain"> & { readonly edges: Numbers };
  readonly y: Omit<Axis, "domain"> & { readonly edges: Numbers };
  /** `[y, x]` row by row; zero and what is not finite stays white. */
  readonly values: Numbers;
  readonly colour: {
    readonly label: string;
    readonly scale?: "linear" | "log";
    readonly domain?: readonly [number, number];
  };
  /** What stands in the cells, `[y, x]` row by row, without markup. */
  readonly labels?: readonly string[];
  /** Dashed line where both axes are equal. */
  readonly diagonal?: boolean;
  readonly aspect?: number;
}

/** Without a value that is finite and not zero the panel says "no data". */
export function heatmapPanel(options: HeatmapOptions): Panel {
  const { edges: xEdges, ...x } = options.x;
  const { edges: yEdges, ...y } = options.y;
  const scale = options.colour.scale ?? "linear";
  // a logarithmic colour has no place for what is not positive, as a linear one has none for nothing at all
  const values = Array.from(options.values, (value) => (isDrawable(value, scale) ? value : Number.NaN));
  const shown = values.filter((value) => value !== 0);
  const extent = extentOf([shown], scale);
  if (!extent || xEdges.length < 2 || yEdges.length < 2) return emptyPanel(x.label, y.label, "no data", options.title);
  const [low, high] = options.colour.domain ?? (scale === "log" ? extent : [Math.min(0, extent[0]), extent[1]]);
  const domain =
    high > low ? ([low, high] as const) : scale === "log" ? ([low, low * 10] as const) : ([low, low + 1] as const);
  return {
    title: options.title,
    notes: options.notes ?? [],
    x: { ...x, domain: [xEdges[0]!, xEdges[xEdges.length - 1]!] },
    y: { ...y, domain: [yEdges[0]!, yEdges[yEdges.length - 1]!] },
    layers: [
      { kind: "cells", xEdges, yEdges, values },
      ...(options.labels ? [labelsOf(options.labels, options, domain, scale)] : []),
      ...(options.diagonal
        ? [{ kind: "rule", along: "diagonal", at: 0, colour: COLOURS.best, dash: "dashed" } as const]
        : []),
    ],
    colourBar: { label: options.colour.label, domain, scale },
    aspect: options.aspect ?? 1,
  };
}

/** In white where the colour map is dark. */
function labelsOf(
  texts: readonly string[],
  { x, y, values }: HeatmapOptions,
  [low, high]: readonly [number, number],
  scale: "linear" | "log",
): LabelsLayer {
  const columns = x.edges.length - 1;
  const middle = (edges: Numbers, i: number) => (edges[i]! + edges[i + 1]!) / 2;
  const shareOf = (value: number) =>
    scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return {
    kind: "labels",
    x: texts.map((_, i) => middle(x.edges, i % columns)),
    y: texts.map((_, i) => middle(y.edges, Math.floor(i / columns))),
    texts,
    colours: texts.map((_, i) => (shareOf(values[i]!) < 0.6 && values[i] !== 0 ? PAPER : INK)),
  };
}

/** Pairs `(x[i], y[i])` → counts `[y, x]`; pairs outside the edges or not finite are counted in `outside`. */
export function countPairs(
  x: Numbers,
  y: Numbers,
  xEdges: Numbers,
  yEdges: Numbers,
): { values: Float64Array; outside: number } {
  const [columns, rows] = [xEdges.length - 1, yEdges.length - 1];
  const values = new Float64Array(columns * rows);
  let outside = 0;
  for (let i = 0; i < x.length; i++) {
    const [column, row] = [binOf(x[i]!, xEdges), binOf(y[i]!, yEdges)];
    if (column >= 0 && column < columns && row >= 0 && row < rows) values[row * columns + column]!++;
    else outside++; // NaN compares false
  }
  return { values, outside };
}
