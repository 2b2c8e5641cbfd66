/** @file How models answer to corrupted events: by group of runs, and event by event. */
import type { Interval } from "#evaluation";
import { COLOURS, gridFigure, type Layer, PALETTE, type Panel } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { corruptions } from "../inference/corruptions/index.ts";
import { BASELINE, type ScoreSummary } from "../inference/score-summary.ts";
import { type InferenceResults, runNames } from "../inference/write-inference.ts";
import { type Dot, dotsOfGroups, groupDots } from "./group-dots.ts";
import { intervalNotes, seedNotes } from "./seed-notes.ts";

export type Inferred = Material & { readonly inference: InferenceResults };

/** Runs with a figure of their own; of more, the numbers are in `summary.json`. */
const MOST_RUNS = 24;

/** Figures of `inference/`, by name; none where no events were corrupted. */
export function inferenceFigures(material: Inferred): ReadonlyMap<string, () => Drawing> {
  const names = runNames(material.tables.runs);
  if (material.inference.corruptions.length === 0) return new Map();
  return new Map([
    ["auroc_comparison", () => aurocComparison(material)] as const,
    ["model_comparison_bars", () => modelComparison(material)] as const,
    ...material.inference.runs
      .slice(0, MOST_RUNS)
      .map(
        ({ run, summaries }) =>
          [`reconstruction_error_distributions_${names[run]}`, () => errorDistributions(summaries)] as const,
      ),
  ]);
}

function aurocComparison(material: Inferred): Drawing {
  return groupDots({
    x: { label: "AUROC of corrupted against true events", domain: [0, 1.03] },
    names: material.groups.groups.map(({ name }) => name),
    series: material.inference.corruptions.map((name) => ({
      name: labelOf(name),
      colour: colourOf(name),
      dots: dotsOf(
        material,
        (summaries) => summaries.get(name)?.against?.auroc ?? null,
        (summaries) => summaries.get(name)?.against?.auroc_interval ?? null,
      ),
    })),
    guide: 0.5,
    notes: intervalNotes(material),
  });
}

function modelComparison(material: Inferred): Drawing {
  const kinds = [BASELINE, ...material.inference.corruptions];
  return groupDots({
    x: { label: "Mean squared error of the tokens", scale: "auto" },
    names: material.groups.groups.map(({ name }) => name),
    series: kinds.map((name) => ({
      name: labelOf(name),
      colour: colourOf(name),
      dots: dotsOf(material, (summaries) => summaries.get(name)?.mse.mean ?? null),
    })),
    notes: seedNotes(material),
  });
}

type Summaries = ReadonlyMap<string, ScoreSummary>;

function dotsOf(
  { groups, inference }: Inferred,
  take: (summaries: Summaries) => number | null,
  intervalOf: (summaries: Summaries) => Interval | null = () => null,
): (Dot | null)[] {
  const byRun = new Map(inference.runs.map(({ run, summaries }) => [run, summaries]));
  return dotsOfGroups(
    groups,
    (run) => {
      const summaries = byRun.get(run);
      return summaries ? take(summaries) : null;
    },
    (run) => intervalOf(byRun.get(run)!),
  );
}

/** Histograms of the true events and of each corruption, as they stand in `summary.json`. */
function errorDistributions(summaries: Summaries): Drawing {
  const all = [...summaries];
  const { edges } = summaries.get(BASELINE)!.histogram;
  const highest = Math.max(...all.flatMap(([, { histogram }]) => histogram.counts));
  if (!(highest > 0)) return { nothing: "no error is a positive number" };
  const layers = all.map(
    ([name, { histogram }]): Layer => ({
      kind: "steps",
      name: labelOf(name),
      colour: colourOf(name),
      edges,
      values: histogram.counts,
      ...(name === BASELINE && { fill: COLOURS.truthFill }),
    }),
  );
  const panel: Panel = {
    x: { label: "Mean squared error of the tokens", scale: "log", domain: [edges[0]!, edges.at(-1)!] },
    y: { label: "Events / bin", domain: [0, 1.12 * highest] },
    layers,
    notes: [],
  };
  return { figure: gridFigure([panel]) };
}

const labelOf = (name: string): string =>
  name === BASELINE ? "true events" : name.replaceAll("_", " ").replace("gaussian", "Gaussian");

/** One for each corruption, whichever others are drawn. */
function colourOf(name: string): string {
  if (name === BASELINE) return COLOURS.truth;
  return PALETTE[Object.keys(corruptions).indexOf(name) % PALETTE.length]!;
}
