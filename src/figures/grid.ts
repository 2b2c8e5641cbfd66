/** @file Panels → one figure. */
import type { Figure, Panel } from "./figure.ts";
import { textWidthPt } from "./font.ts";
import { FONT_SIZES_PT, WIDTHS_PT } from "./style.ts";

/** What a frame needs beside it, about. */
const MARGINS_PT = 45;

export interface GridOptions {
  readonly title?: string | undefined;
  /** Up to three unless told. */
  readonly columns?: number;
  /** One journal column for one column of panels, the page for more, unless told. */
  readonly widthPt?: number;
  /** One legend above all panels, for panels that show the same things. */
  readonly sharedLegend?: boolean;
  /** What is to be said of all panels. */
  readonly notes?: readonly string[];
}

/** Panels in reading order; their frames are aligned. No panels at all give a figure that says so. */
export function gridFigure(panels: readonly Panel[], options: GridOptions = {}): Figure {
  const wanted = options.columns ?? Math.min(3, panels.length === 4 ? 2 : panels.length);
  const widthPt = options.widthPt ?? (wanted > 1 ? WIDTHS_PT.page : WIDTHS_PT.column);
  return {
    title: options.title,
    sharedLegend: options.sharedLegend ?? false,
    ...(options.notes && { notes: options.notes }),
    columns: columnsFor(panels, Math.max(1, wanted), widthPt),
    widthPt,
    panels: panels.length > 0 ? panels : [emptyPanel("", "")],
  };
}

/** As many columns as leave room for the names below each frame. @param wanted at most these */
export function columnsFor(panels: readonly Panel[], wanted: number, widthPt: number): number {
  const fits = ({ x }: Panel, width: number) => {
    const names = (x.ticks ?? []).map(({ label }) => textWidthPt(label, FONT_SIZES_PT.tick) + 3);
    return Math.max(0, ...names) * names.length <= width - MARGINS_PT;
  };
  for (let columns = wanted; columns > 1; columns--) {
    if (panels.every((panel) => fits(panel, widthPt / columns))) return columns;
  }
  return 1;
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
