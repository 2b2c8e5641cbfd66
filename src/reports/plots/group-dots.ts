/** @file A few numbers of every group of runs as dots beside its name, one row a group, with their uncertainty. */
import { type AxisOptions, COLOURS, gridFigure, type RuleLayer, scatterPanel, WIDTHS_PT } from "#figures";
import type { Drawing } from "../analyses/analysis.ts";

export interface Dot {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface GroupDotsOptions {
  readonly x: AxisOptions;
  /** From top to bottom. */
  readonly names: readonly string[];
  /** One dot a name, or none. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly dots: readonly (Dot | null)[];
  }[];
  /** A value that means something, e.g. that of a guess. */
  readonly guide?: number;
  readonly notes?: readonly string[];
}

/** Of the height that a group has. */
const TAKEN = 0.8;
/** As a share of the width of the frame. */
const HEIGHT_OF_A_DOT = 0.016;

export function groupDots({ x, names, series, guide, notes }: GroupDotsOptions): Drawing {
  if (series.every(({ dots }) => dots.every((dot) => dot === null))) return { nothing: `no run has "${x.label}"` };
  const place = (name: number, one: number) =>
    names.length - 1 - name + (TAKEN * ((series.length - 1) / 2 - one)) / series.length;
  const between: RuleLayer[] = names.slice(1).map((_, i) => ({
    kind: "rule",
    along: "x",
    at: i + 0.5,
    colour: COLOURS.truthFill,
  }));
  const guides: RuleLayer[] =
    guide === undefined ? [] : [{ kind: "rule", along: "y", at: guide, colour: COLOURS.guide, dash: "dashed" }];
  const panel = scatterPanel({
    x,
    y: {
      label: "",
      domain: [-0.6, names.length - 0.4],
      ticks: names.map((label, i) => ({ at: names.length - 1 - i, label })),
    },
    series: series.map(({ name, colour, dots }, one) => ({
      name,
      colour,
      x: dots.map((dot) => dot?.mean ?? Number.NaN),
      xLow: dots.map((dot) => dot?.low ?? Number.NaN),
      xHigh: dots.map((dot) => dot?.high ?? Number.NaN),
      y: dots.map((_, i) => place(i, one)),
    })),
    rules: [...between, ...guides],
    notes: notes ?? [],
    aspect: Math.min(6, Math.max(0.3, HEIGHT_OF_A_DOT * names.length * (series.length + 1.2))),
  });
  return { figure: gridFigure([panel], { widthPt: names.length > 1 ? WIDTHS_PT.page : WIDTHS_PT.column }) };
}
