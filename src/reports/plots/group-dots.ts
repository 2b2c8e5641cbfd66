/** @file A few numbers of every group of runs as dots beside its name, one row a group, with their uncertainty. */
import type { Interval } from "#evaluation";
import { type AxisOptions, COLOURS, gridFigure, type Panel, type RuleLayer, scatterPanel, WIDTHS_PT } from "#figures";
import type { Drawing } from "../analyses/analysis.ts";
import type { RunGroups } from "../run-groups.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";

export interface Dot {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean and standard deviation over the seeds of each group; of a group with a single number the interval that has by itself.
 *
 * @param take null where a run has no number
 */
export function dotsOfGroups(
  { groups }: RunGroups,
  take: (run: number) => number | null,
  intervalOf: (run: number) => Interval | null = () => null,
): (Dot | null)[] {
  return groups.map(({ runs }): Dot | null => {
    const spread = spreadOf(runs.map(take));
    if (spread === null) return null;
    const only = runs.filter((run) => take(run) !== null);
    const { low = lowEnd(spread), high = highEnd(spread) } = (only.length === 1 && intervalOf(only[0]!)) || {};
    return { mean: spread.mean, low, high };
  });
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
const ROW_PT = { between: 8, dot: 7.5 } as const;

/** Values that cannot be drawn are left out; without any other there is nothing. */
export function groupDots(options: GroupDotsOptions): Drawing {
  if (!hasDot(options)) return { nothing: `no run has "${options.x.label}"` };
  const widthPt = options.names.length > 1 ? WIDTHS_PT.page : WIDTHS_PT.column;
  return { figure: gridFigure([dotsPanel(options)], { widthPt }) };
}

/** Panels beside each other, of the same groups and series. @param notes of all panels */
export function groupDotPanels(all: readonly Omit<GroupDotsOptions, "notes">[], notes: readonly string[]): Drawing {
  const panels = all.filter(hasDot);
  if (panels.length === 0) return { nothing: `no run has "${all[0]?.x.label}"` };
  return {
    figure: gridFigure(panels.map(dotsPanel), {
      columns: panels.length,
      widthPt: WIDTHS_PT.page,
      sharedLegend: true,
      notes,
    }),
  };
}

const hasDot = ({ series }: GroupDotsOptions): boolean => series.some(({ dots }) => dots.some((dot) => dot !== null));

function dotsPanel({ x, names, series, guide, notes }: GroupDotsOptions): Panel {
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
      ticks: names.map((name, i) => ({ at: names.length - 1 - i, label: name })),
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
  });
  return panel.message ? panel : { ...panel, rowPt: ROW_PT.between + ROW_PT.dot * series.length };
}
