/** @file The numbers of a figure as CSV: one row a point, an interval, a bar or a cell. */
import type { Figure, Layer } from "#figures";
import { plainText } from "./hover.ts";

type Cell = string | number | undefined;

const HEADER = [
  "panel",
  "series",
  "about",
  "kind",
  "x",
  "y",
  "x_low",
  "x_high",
  "y_low",
  "y_high",
  "x_label",
  "y_label",
];

/** RFC 4180 with LF; numbers in full. */
export function figureCsv({ panels }: Figure): string {
  const rows = panels.flatMap((panel, i) => {
    const titled = panel.title === undefined ? String(i + 1) : plainText(panel.title);
    const frames = [{ y: panel.y, layers: panel.layers }, ...(panel.below ? [panel.below] : [])];
    return frames.flatMap(({ y, layers }) =>
      layers.flatMap((layer) =>
        rowsOf(layer).map(({ about, kind, x, y: value, xLow, xHigh, yLow, yHigh }): Cell[] => [
          titled,
          "name" in layer && layer.name !== undefined ? plainText(layer.name) : "",
          about,
          kind,
          ...[x, value, xLow, xHigh, yLow, yHigh],
          plainText(panel.x.label),
          plainText(panel.colourBar && kind === "cell" ? panel.colourBar.label : y.label),
        ]),
      ),
    );
  });
  return [HEADER, ...rows].map((cells) => `${cells.map(cellOf).join(",")}\n`).join("");
}

interface Row {
  readonly kind: string;
  readonly about?: string | undefined;
  readonly x?: Cell;
  readonly y?: Cell;
  readonly xLow?: Cell;
  readonly xHigh?: Cell;
  readonly yLow?: Cell;
  readonly yHigh?: Cell;
}

function rowsOf(layer: Layer): Row[] {
  const about = (i: number) => {
    const texts = "about" in layer ? layer.about : undefined;
    return (texts?.length === 1 ? texts[0] : texts?.[i])?.replaceAll("\n", "; ");
  };
  const each = (length: number, row: (i: number) => Omit<Row, "about" | "kind">, kind: string): Row[] =>
    Array.from({ length }, (_, i) => ({ kind, about: about(i), ...row(i) }));
  switch (layer.kind) {
    case "steps":
      return each(
        layer.values.length,
        (i) => ({ xLow: layer.edges[i], xHigh: layer.edges[i + 1], y: layer.values[i] }),
        "bin",
      );
    case "band":
      return each(layer.low.length, (i) => ({ x: layer.x[i], yLow: layer.low[i], yHigh: layer.high[i] }), "band");
    case "line":
      return each(layer.x.length, (i) => ({ x: layer.x[i], y: layer.y[i] }), "line");
    case "points":
      return each(
        layer.x.length,
        (i) => ({
          x: layer.x[i],
          y: layer.y[i],
          ...{ xLow: layer.xLow?.[i], xHigh: layer.xHigh?.[i], yLow: layer.yLow?.[i], yHigh: layer.yHigh?.[i] },
        }),
        "point",
      );
    case "bars":
      return each(
        layer.values.length,
        (i) => ({ x: layer.values[i], y: layer.y[i], xLow: layer.low?.[i], xHigh: layer.high?.[i] }),
        "bar",
      );
    case "cells": {
      const columns = layer.xEdges.length - 1;
      return each(
        layer.values.length,
        (i) => {
          const [row, column] = [Math.floor(i / columns), i % columns];
          const { xEdges, yEdges } = layer;
          const edges = { xLow: xEdges[column], xHigh: xEdges[column + 1], yLow: yEdges[row], yHigh: yEdges[row + 1] };
          return { y: layer.values[i], ...edges };
        },
        "cell",
      );
    }
    case "rule":
    case "labels":
      return [];
    default:
      return layer satisfies never;
  }
}

export function cellOf(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value))) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
