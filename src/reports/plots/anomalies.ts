/**
 * @file How well the error of reconstruction finds classes that a model has not learned from. Numbers are those of inference where
 * it was enabled, else of the runs' own evaluations; curves and distributions need the scores of every event.
 */
import { type AnomalyScores, type Discrimination, orderable } from "#evaluation";
import { COLOURS, countInBins, curvePanel, gridFigure, type Layer, logEdges, PALETTE, type Panel } from "#figures";
import { quantile } from "#utils/quantile.ts";
import { RandomStream } from "#utils/seed.ts";
import type { Drawing, Material } from "../analyses/analysis.ts";
import type { RunScores } from "../inference/write-inference.ts";
import type { RunGroup } from "../run-groups.ts";
import { dotsOfGroups, type GroupDotsOptions, groupDots } from "./group-dots.ts";
import { intervalNotes, seedNotes } from "./seed-notes.ts";
import { lookOf } from "./tokenizer-look.ts";

export const NO_LABELS =
  "no run has test events of two kinds: it takes labels, and data.train_labels names the background";
const NO_SCORES = "it takes the scores of every event: inference.enabled=true";

/** Of a run, wherever it is known from. */
export function anomalyOf({ tables, inference }: Material, run: number): AnomalyScores | null {
  if (inference) return inference.runs.find((one) => one.run === run)?.anomaly ?? null;
  return tables.runs[run]!.evaluation?.anomaly ?? null;
}

export function aurocByClass(material: Material): Drawing {
  return byClass(material, {
    x: { label: "AUROC of the reconstruction error", domain: [0, 1.03] },
    guide: 0.5,
    notes: intervalNotes(material),
    take: ({ auroc }) => auroc,
    intervalOf: ({ auroc_interval }) => auroc_interval,
  });
}

/** Share of the signal at which backgrounds are compared. */
const EFFICIENCY = "0.3";

export function rejectionByClass(material: Material): Drawing {
  return byClass(material, {
    x: { label: `Background rejection at ${100 * Number(EFFICIENCY)} % signal efficiency`, scale: "auto" },
    guide: 1 / Number(EFFICIENCY),
    notes: seedNotes(material),
    take: ({ background_rejection }) => background_rejection[EFFICIENCY] ?? null,
  });
}

export function improvementByClass(material: Material): Drawing {
  return byClass(material, {
    x: { label: "Largest significance improvement" },
    guide: 1,
    notes: seedNotes(material),
    take: ({ max_significance_improvement: { maximum } }) => maximum,
  });
}

interface ByClassOptions extends Pick<GroupDotsOptions, "x" | "guide" | "notes"> {
  readonly take: (found: Discrimination) => number | null;
  readonly intervalOf?: (found: Discrimination) => Discrimination["auroc_interval"];
}

function byClass(material: Material, { take, intervalOf, ...rest }: ByClassOptions): Drawing {
  const signals = signalsOf(material);
  if (signals.length === 0) return { nothing: NO_LABELS };
  const found = (run: number, signal: string) => anomalyOf(material, run)?.signals[signal];
  return groupDots({
    ...rest,
    names: material.groups.groups.map(({ name }) => name),
    series: signals.map((signal, i) => ({
      name: nameOf(signal),
      colour: PALETTE[i % PALETTE.length]!,
      dots: dotsOfGroups(
        material.groups,
        (run) => {
          const one = found(run, signal);
          return one ? take(one) : null;
        },
        (run) => intervalOf?.(found(run, signal)!) ?? null,
      ),
    })),
  });
}

/** `all` first, then single classes by their labels. */
function signalsOf(material: Material): string[] {
  const places = new Map<string, number>();
  for (const run of material.tables.runs.keys()) {
    for (const [signal, { labels }] of Object.entries(anomalyOf(material, run)?.signals ?? {}))
      places.set(signal, signal === "all" ? Number.NEGATIVE_INFINITY : (labels?.[0] ?? Number(signal)));
  }
  return [...places.keys()].sort((a, b) => places.get(a)! - places.get(b)!);
}

/** A class without a name goes by its label. */
const nameOf = (signal: string): string =>
  signal === "all" ? "all signals" : /^-?\d+$/.test(signal) ? `class ${signal}` : signal;

/** Rejection over efficiency, a panel a signal class. */
export function rocCurves(material: Material): Drawing {
  return curves(material, {
    label: "Background rejection",
    scale: "log",
    of: (_, background) => 1 / background,
    guess: (efficiency) => 1 / efficiency,
  });
}

/** What a cut multiplies S/√B by, over the efficiency it leaves. */
export function improvementCurves(material: Material): Drawing {
  return curves(material, {
    label: "Significance improvement",
    scale: "linear",
    of: (signal, background) => signal / Math.sqrt(background),
    guess: Math.sqrt,
  });
}

interface CurveWish {
  readonly label: string;
  readonly scale: "linear" | "log";
  /** What is drawn where a cut leaves these shares of signal and background. */
  readonly of: (signal: number, background: number) => number;
  /** The same for a score that knows nothing. */
  readonly guess: (efficiency: number) => number;
}

const EFFICIENCIES = Array.from({ length: 50 }, (_, i) => (i + 1) / 50);
const RESAMPLES = 100;
/** Fewer background events behind a cut say too little. */
const FEWEST = 10;

/** Bands are the spread over the seeds, or of a single run that of its events, by bootstrap. */
function curves(material: Material, wish: CurveWish): Drawing {
  const { inference, groups } = material;
  if (!inference) return { nothing: NO_SCORES };
  const signals = signalsOf(material);
  if (signals.length === 0) return { nothing: NO_LABELS };
  const panels = signals.map((signal): Panel => {
    const series = groups.groups.map((group) => ({
      name: group.name,
      ...lookOf(group),
      x: EFFICIENCIES,
      marker: "none" as const,
      ...bandOf(
        runsOf(material, group).flatMap((run) => splitScores(run, signal) ?? []),
        wish,
      ),
    }));
    const guess = { x: EFFICIENCIES, y: EFFICIENCIES.map(wish.guess), marker: "none" as const };
    return curvePanel({
      title: nameOf(signal),
      x: { label: "Signal efficiency", domain: [0, 1] },
      y: { label: wish.label, scale: wish.scale },
      series: [...series, { ...guess, name: "guess", colour: COLOURS.guide, dash: "dotted" }],
    });
  });
  const notes = [...intervalNotes(material), `Where at least ${FEWEST} background events pass`];
  return { figure: gridFigure(panels, { sharedLegend: true, notes }) };
}

interface SplitScores {
  readonly signal: Float64Array;
  readonly background: Float64Array;
}

function splitScores({ errors, labels, anomaly }: RunScores, signal: string): SplitScores | null {
  const taken = anomaly?.signals[signal]?.labels;
  if (!labels || !taken) return null;
  const isSignal = (label: number) => taken.includes(label);
  const isBackground = (label: number) => anomaly.background?.includes(label) ?? !isSignal(label);
  const scores = orderable(errors);
  const of = (isTaken: (label: number) => boolean) => scores.filter((_, event) => isTaken(labels[event]!)).sort();
  const [s, b] = [of(isSignal), of(isBackground)];
  return s.length > 0 && b.length > 0 ? { signal: s, background: b } : null;
}

/** @param runs scores in ascending order */
function bandOf(runs: readonly SplitScores[], { of }: CurveWish) {
  const valuesOf = ({ signal, background }: SplitScores) =>
    EFFICIENCIES.map((efficiency) => {
      const cut = signal[signal.length - Math.max(1, Math.round(efficiency * signal.length))]!;
      const passing = background.length - placeOf(background, cut);
      return passing < Math.min(FEWEST, background.length) ? Number.NaN : of(efficiency, passing / background.length);
    });
  const curves = runs.map(valuesOf);
  const meanAt = (i: number) => curves.reduce((sum, curve) => sum + curve[i]!, 0) / curves.length;
  const y = EFFICIENCIES.map((_, i) => meanAt(i));
  if (runs.length === 0) return { y };
  if (runs.length > 1) {
    const spread = EFFICIENCIES.map((_, i) =>
      Math.sqrt(curves.reduce((sum, curve) => sum + (curve[i]! - y[i]!) ** 2, 0) / (curves.length - 1)),
    );
    return { y, low: y.map((value, i) => value - spread[i]!), high: y.map((value, i) => value + spread[i]!) };
  }
  const random = RandomStream.of(0, "reports", "roc");
  const redraw = (scores: Float64Array) => scores.map(() => scores[random.integer(scores.length)]!).sort();
  const [only] = runs;
  const draws = Array.from({ length: RESAMPLES }, () =>
    valuesOf({ signal: redraw(only!.signal), background: redraw(only!.background) }),
  );
  const at = (share: number) => (_: number, i: number) => {
    const sorted = Float64Array.from(draws, (draw) => draw[i]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    return sorted.length === 0 ? Number.NaN : quantile(sorted, share);
  };
  return { y, low: EFFICIENCIES.map(at(0.16)), high: EFFICIENCIES.map(at(0.84)) };
}

/** Of the first value that is not below `cut`. */
function placeOf(ascending: Float64Array, cut: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < cut) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Groups with a panel of their own. */
const MOST_PANELS = 9;
const MOST_BINS = 40;
const FEWEST_BINS = 10;

/** Scores by class, as shares, of the first run of every group. */
export function scoreDistributions(material: Material): Drawing {
  if (!material.inference) return { nothing: NO_SCORES };
  const panels = material.groups.groups.slice(0, MOST_PANELS).flatMap((group) => {
    const [run] = runsOf(material, group);
    return run?.labels ? [distributionPanel(group, run, run.labels)] : [];
  });
  return panels.length > 0 ? { figure: gridFigure(panels, { sharedLegend: true }) } : { nothing: NO_LABELS };
}

function distributionPanel({ name }: RunGroup, { errors, anomaly }: RunScores, labels: Int32Array): Panel {
  const background = anomaly?.background ?? null;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const nameOfClass = (label: number) => nameOf(anomaly?.class_names?.[label] ?? `${label}`);
  const single = classes.flatMap((one, place) =>
    background?.includes(one)
      ? []
      : [{ name: nameOfClass(one), colour: PALETTE[place % PALETTE.length]!, has: (label: number) => label === one }],
  );
  const whole = { name: "background", colour: COLOURS.truth, has: (label: number) => background!.includes(label) };
  const drawn = background ? [whole, ...single] : single;
  const positive = errors.filter((error) => error > 0 && Number.isFinite(error)).sort();
  // the smallest class decides: of few events fine bins show nothing but their number
  const fewest = Math.min(...drawn.map(({ has }) => labels.filter(has).length));
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.round(1.5 * Math.sqrt(fewest))));
  const edges = logEdges(quantile(positive, 0.001), quantile(positive, 0.999), bins);
  const layers = drawn.map(({ name: label, colour, has }): Layer => {
    const own = errors.filter((_, event) => has(labels[event]!));
    const { counts } = countInBins(own, edges);
    return {
      kind: "steps",
      name: label,
      colour,
      edges,
      values: counts.map((count) => (100 * count) / own.length),
      ...(label === whole.name && { fill: COLOURS.truthFill }),
    };
  });
  const highest = Math.max(...layers.flatMap((layer) => (layer.kind === "steps" ? Array.from(layer.values) : [])));
  return {
    title: name,
    notes: background ? [`background: ${background.map(nameOfClass).join(", ")}`] : [],
    x: { label: "Mean squared error of the tokens", scale: "log", domain: [edges[0]!, edges.at(-1)!] },
    y: { label: "Share of events / bin [%]", domain: [0, 1.12 * highest] },
    layers,
  };
}

function runsOf({ inference }: Material, { runs }: RunGroup): RunScores[] {
  return runs.flatMap((run) => inference?.runs.find((one) => one.run === run) ?? []);
}
