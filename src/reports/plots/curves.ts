/** @file Losses over epochs or time, one curve for every group of runs, with the spread over the seeds as a band. */
import { type AxisOptions, curvePanel, gridFigure, type Panel, type Series } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { errorMeasure } from "../errors.ts";
import type { RunGroup } from "../run-groups.ts";
import { aboutGroup } from "./about-runs.ts";
import { areNamed, sharedNameNotes, widthFor } from "./group-names.ts";
import { type Along, meanCurve } from "./mean-curve.ts";
import { seedNotes } from "./seed-notes.ts";
import { colourOf, lookOf } from "./tokenizer-look.ts";

/** More bands than this would cover each other and all curves. */
const MOST_BANDS = 9;

/** How fast each group of runs gets better, against the seconds of its training. */
export function errorOverTime(material: Material): Drawing {
  const { column, label, notes } = errorMeasure(material.tables);
  const y = { label, scale: "auto" } as const;
  return onePanel(material, { column, along: "time", y, notes });
}

/**
 * One panel for every weight of the globals: a total may be compared with totals of the same weights only.
 *
 * @param column `train_loss` or `val_loss`
 */
export function totalsOverEpochs(material: Material, column: string, label: string): Drawing {
  const { groups, varied } = material.groups;
  const weights = varied.get("globals_beta") ?? [];
  const options = { column, along: "epoch", y: { label, scale: "auto" } } as const;
  if (weights.length < 2) return onePanel(material, { ...options, notes: [] });
  const panelsOf = (scale: "auto" | "log") =>
    weights.map((weight) => {
      const members = groups.filter(({ values }) => values["globals_beta"] === weight);
      const title = `*β* = ${weight}`;
      return curvesPanel(material, members, { ...options, y: { label, scale }, notes: [], title });
    });
  const own = panelsOf("auto");
  const panels = own.some(({ y }) => y.scale === "log") ? panelsOf("log") : own; // side by side, axes are of one kind
  const notes = curveNotes(material);
  return { figure: gridFigure(panels, { sharedLegend: true, notes }) };
}

interface CurvesOptions {
  readonly column: string;
  readonly along: Along;
  readonly y: AxisOptions;
  readonly notes: readonly string[];
  /** Of a panel with the groups of one weight of the globals, which their names then leave out. */
  readonly title?: string;
}

function onePanel(material: Material, options: CurvesOptions): Drawing {
  const { groups } = material.groups;
  const { widthPt, aspect } = widthFor(groups);
  const panel = curvesPanel(material, groups, { ...options, notes: [...options.notes, ...curveNotes(material)] });
  return { figure: gridFigure([{ ...panel, ...(aspect && { aspect }) }], widthPt ? { widthPt } : {}) };
}

function curvesPanel(material: Material, members: readonly RunGroup[], options: CurvesOptions): Panel {
  const { tables, groups } = material;
  const { column, along, y, notes, title } = options;
  const isSplit = title !== undefined;
  const isNamed = areNamed(isSplit ? members : groups.groups);
  const lookFor = ({ tokenizer, variant, variantAtWeight }: RunGroup) => {
    if (!isNamed) return { colour: colourOf(tokenizer) };
    const { colour, dash } = lookOf({ tokenizer, variant: isSplit ? variantAtWeight : variant });
    return { colour, dash };
  };
  return curvePanel({
    title,
    notes,
    x: along === "epoch" ? { label: "Epoch", integer: true } : { label: "Training time [s]", fromZero: true },
    y,
    series: members.map((group) => ({
      name: !isNamed ? group.tokenizer : isSplit ? withoutWeight(group.name) : group.name,
      about: [aboutGroup(material, group)],
      ...withoutBand(meanCurve(tables, group, column, along), members),
      ...lookFor(group),
    })),
  });
}

function withoutBand({ low, high, ...curve }: Series, members: readonly RunGroup[]): Series {
  return members.length <= MOST_BANDS && low && high ? { ...curve, low, high } : curve;
}

function curveNotes(material: Material): string[] {
  const { groups } = material;
  const shared = sharedNameNotes(groups.groups, groups);
  if (groups.groups.length <= MOST_BANDS) return [...shared, ...seedNotes(material)];
  const spread = seedNotes(material).length > 0 ? ["Means over the seeds; their spread is not drawn"] : [];
  return [...shared, ...spread];
}

const withoutWeight = (name: string): string => name.replace(/, β = [^,]*/, "");
