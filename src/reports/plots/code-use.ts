/** @file How the codes of every codebook are used: shares, perplexity over the epochs, and the bits they really take. */
import type { RunRow } from "#facts";
import { barPanel, COLOURS, curvePanel, gridFigure } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import type { RunGroup } from "../run-groups.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";
import { aboutGroup } from "./about-runs.ts";
import { codesOf } from "./compression.ts";
import { widthBeside, widthFor } from "./group-names.ts";
import { meanCurve } from "./mean-curve.ts";
import { seedNotes } from "./seed-notes.ts";
import { lookOf } from "./tokenizer-look.ts";

/** Share of the codebook that was chosen at all, and share that would do if all were chosen evenly. */
export function codeShares(material: Material): Drawing {
  const groups = groupsWithCodes(material);
  if (groups.length === 0) return { nothing: "no run has a codebook" };
  const spreads = (share: (row: RunRow) => number | null) =>
    groups.map(({ runs }) => spreadOf(runs.map((run) => share(material.tables.runs[run]!))));
  const measures = [
    { name: "codes used", colour: COLOURS.guide, values: spreads(usedPercent) },
    { name: "perplexity over size", colour: COLOURS.reconstruction, values: spreads(perplexityPercent) },
  ].filter(({ values }) => values.some((value) => value !== null));
  if (measures.length === 0) return { nothing: "no run wrote how its codes are used" };
  const panel = barPanel({
    label: "Share of the codebook [%]",
    names: groups.map(({ name }) => name),
    series: measures.map(({ name, colour, values }) => ({
      name,
      colour,
      about: groups.map((group) => aboutGroup(material, group)),
      values: values.map((value) => value?.mean ?? Number.NaN),
      ...(values.some((value) => value?.std) && { low: values.map(lowEnd), high: values.map(highEnd) }),
    })),
    notes: seedNotes({ ...material, groups: { ...material.groups, groups } }),
  });
  return { figure: gridFigure([panel], widthBeside(groups.map(({ name }) => name))) };
}

export function perplexityOverEpochs(material: Material): Drawing {
  const groups = groupsWithCodes(material);
  const { tables } = material;
  const wrote = groups.filter(({ runs }) =>
    runs.some((run) => tables.runs[run]!.metrics_final["perplex"] !== undefined),
  );
  if (wrote.length === 0) return { nothing: "no run with a codebook wrote its perplexity" };
  const panel = curvePanel({
    x: { label: "Epoch", integer: true },
    y: { label: "Perplexity of the validation", fromZero: true },
    series: wrote.map((group) => ({
      name: group.name,
      about: [aboutGroup(material, group)],
      ...meanCurve(tables, group, "metric_perplex", "epoch"),
      ...lookOf(group),
    })),
    notes: seedNotes({ ...material, groups: { ...material.groups, groups: wrote } }),
  });
  const { widthPt, aspect } = widthFor(wrote);
  return { figure: gridFigure([{ ...panel, ...(aspect && { aspect }) }], widthPt ? { widthPt } : {}) };
}

function groupsWithCodes({ tables, groups }: Material): RunGroup[] {
  return groups.groups.filter(({ runs }) => runs.some((run) => codesOf(tables.runs[run]!) !== null));
}

function usedPercent(row: RunRow): number | null {
  const [codes, used] = [codesOf(row), row.metrics_final["codes_used"]];
  return used === undefined || codes === null ? null : (100 * used) / codes;
}

function perplexityPercent(row: RunRow): number | null {
  const [codes, perplexity] = [codesOf(row), row.metrics_final["perplex"]];
  return perplexity === undefined || codes === null ? null : (100 * perplexity) / codes;
}
