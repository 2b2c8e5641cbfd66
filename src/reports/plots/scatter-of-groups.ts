/** @file Two numbers of every group of runs against each other, with their spread over the seeds. */
import type { RunRow } from "#facts";
import {
  type AxisOptions,
  COLOURS,
  gridFigure,
  type Layer,
  type Panel,
  type ScatterSeries,
  scatterPanel,
} from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import type { RunGroup } from "../run-groups.ts";
import { highEnd, lowEnd, type Spread, spreadOf } from "../statistics.ts";
import { aboutGroup } from "./about-runs.ts";
import { areNamed, sharedNameNotes, widthFor } from "./group-names.ts";
import { seedNotes } from "./seed-notes.ts";
import { lookOf } from "./tokenizer-look.ts";

export interface GroupAxis extends Omit<AxisOptions, "domain"> {
  readonly pick: (row: RunRow) => number | null;
}

export interface GroupScatterOptions {
  readonly x: GroupAxis;
  readonly y: GroupAxis;
  readonly notes?: readonly string[];
  /** Why a group may have no numbers. */
  readonly missing?: string | undefined;
  /** Joins the points that no other beats in both (smaller is better). */
  readonly front?: boolean;
}

interface Point {
  readonly group: RunGroup;
  readonly x: Spread;
  readonly y: Spread;
}

/** Groups without one of the numbers are left out; without any other the figure says so. */
export function scatterOfGroups(material: Material, options: GroupScatterOptions): Drawing {
  const { tables, groups } = material;
  const spread = (group: RunGroup, { pick }: GroupAxis) => spreadOf(group.runs.map((run) => pick(tables.runs[run]!)));
  const points = groups.groups.flatMap((group): Point[] => {
    const [x, y] = [spread(group, options.x), spread(group, options.y)];
    return x && y ? [{ group, x, y }] : [];
  });
  if (points.length === 0) return { nothing: `no run has both "${options.x.label}" and "${options.y.label}"` };
  const left = groups.groups.length - points.length;
  const reason = options.missing ? `: ${options.missing}` : "";
  const missing = left > 0 ? [`${left} of ${groups.groups.length} groups are not shown${reason}`] : [];
  const shown = points.map(({ group }) => group);
  const isNamed = areNamed(groups.groups);
  const nameOf = ({ name, tokenizer }: RunGroup) => (isNamed ? name : tokenizer);
  const series = [...new Set(shown.map(nameOf))].map((name): ScatterSeries => {
    const own = points.filter(({ group }) => nameOf(group) === name);
    const { colour, shape } = lookOf(isNamed ? own[0]!.group : { tokenizer: own[0]!.group.tokenizer, variant: 0 });
    return {
      name,
      colour,
      shape,
      about: own.map(({ group }) => aboutGroup(material, group)),
      x: own.map(({ x }) => x.mean),
      y: own.map(({ y }) => y.mean),
      ...(own.some(({ x }) => x.std) && { xLow: own.map(({ x }) => lowEnd(x)), xHigh: own.map(({ x }) => highEnd(x)) }),
      ...(own.some(({ y }) => y.std) && { yLow: own.map(({ y }) => lowEnd(y)), yHigh: own.map(({ y }) => highEnd(y)) }),
    };
  });
  const { widthPt, aspect } = widthFor(groups.groups);
  const panel = scatterPanel({
    x: options.x,
    y: options.y,
    series,
    notes: [...(options.notes ?? []), ...missing, ...sharedNameNotes(groups.groups, groups), ...seedNotes(material)],
    ...(aspect && { aspect }),
  });
  return { figure: gridFigure([options.front ? withFront(panel, points) : panel], widthPt ? { widthPt } : {}) };
}

/** The Pareto front below the points, as stairs: between two of its points nothing is known to be possible. */
function withFront(panel: Panel, points: readonly Point[]): Panel {
  const front = points.filter((one) => !points.some((other) => beats(other, one))).sort((a, b) => a.x.mean - b.x.mean);
  if (front.length < 2) return panel;
  const stairs = front.flatMap(({ x, y }, i) =>
    i === 0
      ? [[x.mean, y.mean]]
      : [
          [x.mean, front[i - 1]!.y.mean],
          [x.mean, y.mean],
        ],
  );
  const line: Layer = {
    kind: "line",
    name: "Pareto front",
    colour: COLOURS.guide,
    dash: "dashed",
    x: stairs.map(([x]) => x!),
    y: stairs.map(([, y]) => y!),
  };
  return { ...panel, layers: [line, ...panel.layers] };
}

function beats(a: Point, b: Point): boolean {
  const [dx, dy] = [a.x.mean - b.x.mean, a.y.mean - b.y.mean];
  return dx <= 0 && dy <= 0 && (dx < 0 || dy < 0);
}
