/** @file The door of figures: data → figure → SVG → PNG or PDF, one look for monitoring and reports. */
export { type BarsOptions, barPanel } from "./bars.ts";
export { countInBins, evenEdges, logEdges, rangeOf, roundEdges, sortedDrawable } from "./binning.ts";
export { type BoxEntry, type BoxesOptions, boxesPanel } from "./boxes.ts";
export { type AxisOptions, type CurveOptions, curvePanel, type Series } from "./curve.ts";
export type { Axis, ColourBar, Dash, Figure, Layer, Numbers, Panel, RuleLayer, Shape, Tick } from "./figure.ts";
export { emptyPanel, type GridOptions, gridFigure } from "./grid.ts";
export { countPairs, type HeatmapOptions, heatmapPanel } from "./heatmap.ts";
export {
  type HistogramEntry,
  type HistogramOptions,
  histogramPanel,
  PHI_TICKS,
  type Quantity,
  residualPanel,
} from "./histogram.ts";
export { onPaper, type PaperOptions } from "./on-paper.ts";
export { FORMATS, type Format, renderFigure, renderPng, renderSvg } from "./render.ts";
export { type ScatterOptions, type ScatterSeries, scatterPanel } from "./scatter.ts";
export { COLOURS, labelOf, PALETTE, PALETTE_OF_TEN, QUANTITIES, SHAPES, WIDTHS_PT } from "./style.ts";
