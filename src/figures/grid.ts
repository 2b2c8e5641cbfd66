/** @file Panels → one figure. */
import type { Figure, Panel } from "./figure.ts";
import { WIDTHS_PT } from "./style.ts";

export interface GridOptions {
  readonly title?: string | undefined;
  /** Up to three unless told. */
  readonly columns?: number;
  /** One journal column for one column of panels, the page for more, unless told. */
  readonly widthPt?: number;
  /** One legend above all panels, for panels that show the same things. */
  readonly sharedLegend?: boolean;
}

/** Panels in reading order; their frames are aligned. No panels at all give a figure that says so. */
export function gridFigure(panels: readonly Panel[], options: GridOptions = {}): Figure {
  const columns = options.columns ?? Math.min(3, panels.length === 4 ? 2 : panels.length);
  return {
    title: options.title,
    sharedLegend: options.sharedLegend ?? false,
    columns: Math.max(1, columns),
    widthPt: options.widthPt ?? (columns > 1 ? WIDTHS_PT.page : WIDTHS_PT.column),
    panels: panels.length > 0 ? panels : [emptyPanel("", "")],
  };
}

/** A frame with its labels and a message across it. */
export function emptyPanel(xLabel: string, yLabel: string, message = "no data", title?: string): Panel {
  const unit = [0, 1] as const;
  return {
    title,
    x: { label: xLabel, domain: unit, ticks: [] },
    y: { label: yLabel, domain: unit, ticks: [] },
    layers: [],
    message,
  };
}
