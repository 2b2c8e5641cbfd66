/**
 * @file The one look of every figure, in monitoring and in reports: sizes for a journal column, colours, line widths.
 * Colours after Petroff 2021, arXiv:2107.02270 (six colours), made for colour-blind readers and used by CMS.
 */
import type { Dash, Shape } from "./figure.ts";

/** Widths on paper: one and two columns of a two-column journal (86 and 178 mm). */
export const WIDTHS_PT = { column: 245, page: 504 } as const;

/** First family that exists is taken: Arimo is shipped and draws the PNGs, the rest is for browsers. */
export const FONT_FAMILY = "Arimo, Arial, Helvetica, sans-serif";

export const FONT_SIZES_PT = { title: 9, label: 9, tick: 8, legend: 8, note: 8 } as const;

export const INK = "#000000";
export const PAPER = "#ffffff";

/** In the order in which unnamed series take them. */
export const PALETTE = ["#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd"] as const;

/** For more kinds of things than six: Petroff's ten, in the order in which he gives them. */
export const PALETTE_OF_TEN = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
] as const;

/** Things that look the same in every figure. */
export const COLOURS = {
  truth: "#55555c",
  truthFill: "#e4e4e8",
  reconstruction: PALETTE[0],
  train: PALETTE[0],
  validation: PALETTE[1],
  test: PALETTE[3],
  best: PALETTE[2],
  guide: "#8a8a90",
} as const;

export const SHAPES: readonly Shape[] = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"];

export const DASHES: Readonly<Record<Dash, readonly number[]>> = {
  solid: [],
  dashed: [4, 2],
  dotted: [1, 1.8],
  "dash-dotted": [5, 1.6, 1, 1.6],
};

export const LINE_WIDTHS_PT = {
  frame: 0.7,
  majorTick: 0.7,
  minorTick: 0.5,
  data: 1.1,
  guide: 0.7,
  error: 0.8,
} as const;

/** Ticks point inwards. */
export const TICK_LENGTHS_PT = { major: 4.5, minor: 2.4 } as const;

/** Perceptually uniform and readable in grey. */
export const COLOUR_MAP = "viridis";

/** Axis labels of what physicists plot most, with unit. */
export const QUANTITIES = {
  energyGeV: { symbol: "*E*", unit: "GeV" },
  ptGeV: { symbol: "*p*_{T}", unit: "GeV" },
  eta: { symbol: "*η*", unit: "" },
  phiRad: { symbol: "*φ*", unit: "rad" },
  metGeV: { symbol: "*p*_{T}^{miss}", unit: "GeV" },
  metPhiRad: { symbol: "*φ*(*p*_{T}^{miss})", unit: "rad" },
} as const;

/** `"*E* [GeV]"`; the bare symbol where there is no unit. */
export function labelOf(quantity: { readonly symbol: string; readonly unit: string }): string {
  return quantity.unit === "" ? quantity.symbol : `${quantity.symbol} [${quantity.unit}]`;
}
