/** @file Losses over epochs or time, one curve for every group of runs, with the spread over the seeds as a band. */
import { type AxisOptions, curvePanel, gridFigure, type Panel, type Series } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { errorMeasure } from "../errors.ts";
import type { RunGroup, RunGroups } from "../run-groups.ts";
import { aboutGroup } from "./about-runs.ts";
import { type Along, meanCurve } from "./mean-curve.ts";
import { seedNotes } from "./seed-notes.ts";
import { lookOf } from "./tokenizer-look.ts";

/** More entries than this would hide the figure. */
const MOST_NAMES = 9;

/** How fast each group of runs gets better, against the seconds of its training. */
export function errorOverTime(material: Material): Drawing {
  const { column, label, notes } = errorMeasure(material.tables);
  const panel = curvesPanel(material, material.groups.groups, {
    column,
    along: "time",
    y: { label, scale: "auto" },
    notes: [...notes, ...curveNotes(material, material.groups.groups)],
  });
  return { figure: gridFigure([panel]) };
}

/**
 * One panel for every weight of the globals: a total may be compared with totals of the same weights only.
 *
 * @param column `train_loss` or `val_loss`
 */
export function totalsOverEpochs(material: Material, column: string, label: string): Drawing {
  const { groups, varied } = material.groups;
  const weights = varied.get("globals_beta") ?? [];
  const split = weights.length > 1 ? weights : [undefined];
  const panels = split.map((weight) => {
    const members = groups.filter(({ values }) => weight === undefined || values["globals_beta"] === weight);
    return curvesPanel(material, members, {
      column,
      along: "epoch",
      y: { label, scale: "auto" },
      notes: split.length > 1 ? [] : curveNotes(material, members),
      ...(weight !== undefined && { title: `β = ${weight}` }),
    });
  });
  if (panels.length === 1) return { figure: gridFigure(panels) };
  const notes = curveNotes(material, groups);
  return { figure: gridFigure(panels, { columns: Math.min(3, panels.length), sharedLegend: true, notes }) };
}

interface CurvesOptions {
  readonly column: string;
  readonly along: Along;
  readonly y: AxisOptions;
  readonly notes: readonly string[];
  readonly title?: string;
}

function curvesPanel(material: Material, members: readonly RunGroup[], options: CurvesOptions): Panel {
  const { tables, groups } = material;
  const { column, along, y, notes, title } = options;
  const isSplit = title !== undefined;
  const nameOf = (group: RunGroup) => {
    const [short, long] = [group.tokenizer, isSplit ? withoutWeight(group.name) : group.name];
    return members.length > MOST_NAMES ? short : long;
  };
  return curvePanel({
    title,
    notes,
    x: along === "epoch" ? { label: "Epoch", integer: true } : { label: "Training time [s]", fromZero: true },
    y,
    series: inOrder(members, groups).map((group) => ({
      name: nameOf(group),
      about: [aboutGroup(material, group)],
      ...withoutBand(meanCurve(tables, group, column, along), members),
      colour: lookOf(groups, group).colour,
      dash: isSplit ? "solid" : lookOf(groups, group).dash,
    })),
  });
}

/** Bottlenecks as in the legends of all figures. */
const inOrder = (members: readonly RunGroup[], { tokenizers }: RunGroups): RunGroup[] =>
  members.toSorted((a, b) => tokenizers.indexOf(a.tokenizer) - tokenizers.indexOf(b.tokenizer));

/** Many bands would cover each other and all curves. */
function withoutBand({ low, high, ...curve }: Series, members: readonly RunGroup[]): Series {
  return members.length <= MOST_NAMES && low && high ? { ...curve, low, high } : curve;
}

function curveNotes(material: Material, members: readonly RunGroup[]): string[] {
  if (members.length <= MOST_NAMES) return seedNotes(material);
  return [`Means of ${members.length} groups; their spread over the seeds is not drawn`];
}

const withoutWeight = (name: string): string => name.replace(/, β = [^,]*/, "");
