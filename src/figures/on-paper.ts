/** @file A figure as it is to be printed: as wide as a column or a page, with the label of the experiment. */
import type { Figure, Panel } from "./figure.ts";
import { columnsFor } from "./grid.ts";
import { WIDTHS_PT } from "./style.ts";

export interface PaperOptions {
  /** One column (86 mm), the full page (178 mm) or any number of millimetres; as each figure is made unless told. */
  readonly width?: "column" | "full" | number | null;
  /** `ATLAS Simulation Work in Progress`: the first word stands out. */
  readonly label?: string | null;
}

const POINTS_PER_MM = 72 / 25.4;
/** Less leaves a panel no room for its curves. */
const LEAST_PANEL_PT = 150;

/** Sizes of letters and lines stay as they are: they are made for paper. Panels go below each other where they must. */
export function onPaper(figure: Figure, { width = null, label = null }: PaperOptions): Figure {
  const labelled = label === null || label.trim() === "" ? figure : { ...figure, label };
  if (width === null) return labelled;
  const widthPt =
    width === "column" ? WIDTHS_PT.column : width === "full" ? WIDTHS_PT.page : Math.round(width * POINTS_PER_MM);
  const most = Math.max(1, Math.min(figure.columns, Math.floor(widthPt / LEAST_PANEL_PT)));
  const panels = widthPt < figure.widthPt ? figure.panels.map(unflattened) : figure.panels;
  return { ...labelled, panels, widthPt, columns: columnsFor(figure.panels, most, widthPt) };
}

const FLAT = 0.6;

/** A panel that is flat because it has the width of a page, in the usual shape. */
function unflattened({ aspect, ...panel }: Panel): Panel {
  return aspect === undefined || aspect < FLAT ? panel : { ...panel, aspect };
}
