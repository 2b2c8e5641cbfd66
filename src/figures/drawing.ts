/** @file The second door of figures: everything up to the layout, without a renderer, for those who draw themselves. */
export { domainAround, extentOf, isDrawable } from "./domain.ts";
export { type Layout, layoutOf, type PlacedEntry, type PlacedFrame, type PlacedPanel } from "./layout.ts";
export { COLOUR_BAR, LABEL_GAP } from "./margins.ts";
export { DASHES, FONT_FAMILY, FONT_SIZES_PT, INK, LINE_WIDTHS_PT, TICK_LENGTHS_PT } from "./style.ts";
export { hasMarkup, INDEX_SIZE, parseMarkup, placeRuns, type TextRun, toTspans } from "./text-markup.ts";
export { type Ticks, ticksOf } from "./ticks.ts";
export { linesOf, SWATCH_PT } from "./wrap.ts";
