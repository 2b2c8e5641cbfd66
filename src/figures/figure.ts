/**
 * @file What a figure is before it is drawn: plain data, in the units of its axes.
 * Texts may hold `*italic*`, `_{below}` and `^{above}`, e.g. `"*p*_{T} [GeV]"`; lengths on paper are points (1/72 inch).
 */

/** Panels in reading order, drawn on a grid of `columns`. */
export interface Figure {
  readonly widthPt: number;
  readonly columns: number;
  readonly title?: string | undefined;
  /** Whose it is, as experiments want it, above everything else: the first word bold and slanted. Plain text. */
  readonly label?: string | undefined;
  /** Small lines above all panels. */
  readonly notes?: readonly string[];
  /** One legend above all panels, instead of one in each. */
  readonly sharedLegend?: boolean;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title?: string | undefined;
  /** Small lines above the frame, below the legend: counts, widths, what is not shown. */
  readonly notes?: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  /** A second frame below, on the same x axis: ratios, mostly. */
  readonly below?: { readonly y: Axis; readonly layers: readonly Layer[] } | undefined;
  /** Scale of the panel's `cells`. */
  readonly colourBar?: ColourBar | undefined;
  /** Height of the frame over its width; 0.72 unless told. */
  readonly aspect?: number;
  /** Height of one row, for frames with a name a row: they are as high as all rows, whatever their width. */
  readonly rowPt?: number;
  /** Written across the frame instead of data, e.g. "no data". */
  readonly message?: string;
}

export interface Axis {
  /** With its unit: `"*E* [GeV]"`. */
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly scale?: "linear" | "log";
  /** Labelled ticks, where the usual ones would not do; then there are no minor ticks. */
  readonly ticks?: readonly Tick[] | undefined;
  /** Whole numbers only, as for epochs. */
  readonly integer?: boolean;
}

export interface Tick {
  readonly at: number;
  /** The layout breaks long ones into lines. */
  readonly label: string;
}

export interface ColourBar {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly scale: "linear" | "log";
}

/** Numbers in any array; what is not finite is left out, never drawn as zero. */
export type Numbers = ArrayLike<number>;

export type Layer = StepsLayer | BandLayer | LineLayer | PointsLayer | CellsLayer | BarsLayer | RuleLayer | LabelsLayer;

interface Named {
  /** Its entry in the legend; layers of one name share one entry. */
  readonly name?: string | undefined;
  readonly colour: string;
  /** What its points stand for, one text each, or what all of it does, a single one; a page says it where one points. */
  readonly about?: readonly string[] | undefined;
}

/** The outline of a histogram: `values[i]` between `edges[i]` and `edges[i + 1]`. */
export interface StepsLayer extends Named {
  readonly kind: "steps";
  readonly edges: Numbers;
  readonly values: Numbers;
  /** Colour below the outline. */
  readonly fill?: string;
  readonly dash?: Dash;
}

/** Everything between `low` and `high`: at `x` when as long as they are, by bin when `x` holds one more (edges). */
export interface BandLayer extends Named {
  readonly kind: "band";
  readonly x: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
}

/** A line with a gap wherever a value is not finite (or not positive, on a logarithmic axis). */
export interface LineLayer extends Named {
  readonly kind: "line";
  readonly x: Numbers;
  readonly y: Numbers;
  readonly dash?: Dash;
}

export interface PointsLayer extends Named {
  readonly kind: "points";
  readonly x: Numbers;
  readonly y: Numbers;
  /** Lower and upper ends of the error bars. */
  readonly yLow?: Numbers;
  readonly yHigh?: Numbers;
  readonly xLow?: Numbers;
  readonly xHigh?: Numbers;
  readonly shape?: Shape;
  /** Area in square points; 10 unless told. */
  readonly areaPt?: number;
}

/** Counts or other values in two dimensions, `[y, x]` row by row; cells that are zero or not finite stay white. */
export interface CellsLayer {
  readonly kind: "cells";
  readonly xEdges: Numbers;
  readonly yEdges: Numbers;
  readonly values: Numbers;
}

/** Horizontal bars from zero, centred at `y`, with error bars when `low` and `high` are given. */
export interface BarsLayer extends Named {
  readonly kind: "bars";
  readonly y: Numbers;
  readonly values: Numbers;
  /** Thickness in units of the y axis. */
  readonly thickness: number;
  readonly low?: Numbers;
  readonly high?: Numbers;
}

/** A straight line across the whole frame: at one value, or (`diagonal`) where y = x. */
export interface RuleLayer extends Named {
  readonly kind: "rule";
  readonly along: "x" | "y" | "diagonal";
  /** Where on the other axis; ignored by a diagonal. */
  readonly at: number;
  readonly dash?: Dash;
}

/** Plain texts centred at points, in the size of ticks; they may have several lines. */
export interface LabelsLayer {
  readonly kind: "labels";
  readonly x: Numbers;
  readonly y: Numbers;
  /** One for each point, without markup. */
  readonly texts: readonly string[];
  /** One for each point. */
  readonly colours: readonly string[];
}

export type Dash = "solid" | "dashed" | "dotted" | "dash-dotted";
export type Shape = "circle" | "square" | "diamond" | "triangle-up" | "triangle-down" | "cross";
