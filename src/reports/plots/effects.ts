/** @file What mattered in a sweep, as figures: the share of every axis, and the error at each of its values. */
import type { RunRow, Scalar } from "#facts";
import { barPanel, COLOURS, gridFigure, PALETTE, type Panel, scatterPanel } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { effectsOf, type Observation } from "../effects.ts";
import { type ErrorMeasure, errorMeasure } from "../errors.ts";
import { axisValue } from "../run-groups.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";

const MOST_BARS = 15;

/** Shares of the variance of log₁₀ of the error; of the strongest effects, weakest last. */
export function effectBars(material: Material): Drawing {
  const measure = errorMeasure(material.tables);
  const axes = [...material.groups.varied.keys()];
  if (axes.length === 0) return { nothing: "nothing but the seed varies between these runs" };
  const { effects, noiseShare, isBalanced } = effectsOf(observationsOf(material, axes, measure), axes);
  if (effects.length === 0) return { nothing: "all runs have the same error, or none" };
  const strongest = effects.toSorted((a, b) => b.share - a.share).slice(0, MOST_BARS);
  const hasIntervals = strongest.some(({ interval }) => interval !== null);
  const percent = (value: number) => 100 * value;
  const panel = barPanel({
    label: "Share of the variance of log error [%]",
    names: strongest.map(({ axes: names }) => names.map(shown).join(" × ")),
    series: [
      {
        colour: COLOURS.guide,
        values: strongest.map(({ share }) => percent(Math.max(0, share))),
        ...(hasIntervals && {
          low: strongest.map(({ interval }) => percent(Math.max(0, interval![0]))),
          high: strongest.map(({ interval }) => percent(Math.max(0, interval![1]))),
        }),
      },
    ],
    notes: [
      `Best ${measure.label[0]!.toLowerCase()}${measure.label.slice(1)}, ${material.tables.runs.length} runs; × is what two axes do together`,
      noiseShare === null
        ? "No setting was run with a second seed: no uncertainty can be given"
        : `Seeds alone make ${percentText(percent(noiseShare))} %; error bars span 68 % of redrawn seeds`,
      ...(isBalanced ? [] : ["Not every combination was run equally often: effects mix"]),
      ...(effects.length > MOST_BARS ? [`The ${MOST_BARS} strongest of ${effects.length} effects`] : []),
      ...measure.notes,
    ],
  });
  return { figure: gridFigure([panel]) };
}

/** One panel for every axis: each run as a point, and the mean with its standard error. */
export function effectPanels(material: Material): Drawing {
  const { tables, groups } = material;
  const measure = errorMeasure(tables);
  const panels = Array.from(groups.varied, ([axis, values]): Panel => {
    const places = values.map((value) => errorsAt(tables.runs, axis, value, measure));
    const runs = places.flatMap((errors, i) =>
      errors.map(({ name, error }, j) => ({ name, x: i + jitter(j, errors.length), y: error })),
    );
    const means = places.map((errors) => {
      const spread = spreadOf(errors.map(({ error }) => error));
      return spread && { ...spread, std: spread.std && spread.std / Math.sqrt(spread.n) };
    });
    const panel = scatterPanel({
      title: shown(axis),
      x: {
        label: "",
        domain: [-0.6, values.length - 0.4],
        ticks: values.map((value, at) => ({ at, label: String(value) })),
      },
      y: { label: `Best ${measure.label[0]!.toLowerCase()}${measure.label.slice(1)}`, scale: "auto" },
      series: [
        {
          name: "runs",
          about: runs.map(({ name }) => name),
          x: runs.map(({ x }) => x),
          y: runs.map(({ y }) => y),
          colour: COLOURS.guide,
        },
        {
          name: "mean ± standard error",
          x: means.map((_, i) => i),
          y: means.map((mean) => mean?.mean ?? Number.NaN),
          yLow: means.map(lowEnd),
          yHigh: means.map(highEnd),
          colour: PALETTE[2],
        },
      ],
    });
    return panel;
  });
  if (panels.length === 0) return { nothing: "nothing but the seed varies between these runs" };
  return { figure: gridFigure(panels, { sharedLegend: panels.length > 1 }) };
}

function observationsOf({ tables }: Material, axes: readonly string[], { best }: ErrorMeasure): Observation[] {
  return tables.runs.flatMap((row) => {
    const error = best(row);
    if (error === null || !(error > 0) || !Number.isFinite(error)) return [];
    const levels = Object.fromEntries(axes.map((axis) => [axis, String(axisOf(row, axis))]));
    return [{ levels, result: Math.log10(error) }];
  });
}

function errorsAt(runs: readonly RunRow[], axis: string, value: Scalar, { best }: ErrorMeasure) {
  return runs.flatMap((row) => {
    const error = axisOf(row, axis) === value ? best(row) : null;
    return error !== null && Number.isFinite(error) ? [{ name: row.name, error }] : [];
  });
}

const axisOf = (row: RunRow, axis: string): Scalar => (axis === "dataset" ? row.dataset_name : axisValue(row, axis));
const percentText = (percent: number): string => percent.toFixed(percent < 9.95 ? 1 : 0);
/** Runs of one value stand beside each other. */
const jitter = (place: number, count: number): number => (count === 1 ? 0 : 0.3 * (place / (count - 1) - 0.5));
const shown = (axis: string): string => axis.replaceAll("_", " ");
