/**
 * @file Histograms as the field draws them: the truth filled, what is compared with it as outlines,
 * and below them their ratio with the statistical uncertainty of both.
 */
import { quantile } from "#utils/quantile.ts";
import { type Counts, countInBins, evenEdges, rangeOf, roundEdges, sortedDrawable } from "./binning.ts";
import type { Axis, Layer, Numbers, Panel, PointsLayer, Tick } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { COLOURS, labelOf, PALETTE } from "./style.ts";

export interface HistogramEntry {
  readonly name: string;
  readonly values: Numbers;
  readonly colour?: string;
}

export interface Quantity {
  /** With markup: `"*p*_{T}"`. */
  readonly symbol: string;
  /** Empty for a quantity without. */
  readonly unit: string;
}

export interface HistogramOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  readonly x: Quantity & { readonly ticks?: readonly Tick[] };
  /** What is counted, in the plural: `"Particles"`. */
  readonly counted: string;
  /** The first one is what the others are compared with. */
  readonly entries: readonly HistogramEntry[];
  /** Bin edges; 20 to 50 bins of a round width, chosen mostly by the first entry, unless told. */
  readonly edges?: Numbers;
  readonly bins?: number;
  /** Scale of the counts. */
  readonly scale?: "linear" | "log";
  /** Whether the ratios to the first entry are drawn below; true unless told. */
  readonly ratio?: boolean;
  readonly aspect?: number;
}

/** Values outside the edges and values that are not finite are not drawn; a note says how many they are. */
export function histogramPanel(options: HistogramOptions): Panel {
  const { entries, x, scale = "linear" } = options;
  const edges = options.edges ?? commonEdges(entries, options.bins);
  const label = labelOf(x);
  const histograms = edges === null ? [] : entries.map((entry) => ({ ...entry, ...countInBins(entry.values, edges) }));
  const highest = Math.max(0, ...histograms.map(({ counts }) => maximum(counts)));
  if (edges === null || highest === 0) return emptyPanel(label, options.counted, "no data", options.title);

  const [reference, ...compared] = histograms;
  const xAxis: Axis = { label, domain: [edges[0]!, edges[edges.length - 1]!], ticks: x.ticks };
  const yAxis: Axis = {
    label: perBin(options.counted, edges, x.unit),
    scale,
    domain: scale === "log" ? [0.5, Math.max(5, highest * 2.5)] : [0, highest * 1.12],
  };
  const errors = Float64Array.from(reference!.counts, Math.sqrt);
  const main: Layer[] = [
    {
      kind: "steps",
      name: reference!.name,
      colour: COLOURS.truth,
      fill: COLOURS.truthFill,
      edges,
      values: reference!.counts,
    },
    {
      kind: "band",
      name: compared.length > 0 ? "stat. unc." : undefined,
      colour: COLOURS.truth,
      x: edges,
      low: reference!.counts.map((count, i) => count - errors[i]!),
      high: reference!.counts.map((count, i) => count + errors[i]!),
    },
    ...compared.map(
      ({ name, counts, colour }, i): Layer => ({
        kind: "steps",
        name,
        colour: colour ?? PALETTE[i % PALETTE.length]!,
        edges,
        values: counts,
      }),
    ),
  ];
  const hasRatio = (options.ratio ?? true) && compared.length > 0;
  return {
    title: options.title,
    notes: [...(options.notes ?? []), ...notShown(histograms)],
    x: xAxis,
    y: yAxis,
    layers: main,
    ...(hasRatio && { below: ratioFrame(edges, reference!, compared) }),
    ...(options.aspect && { aspect: options.aspect }),
  };
}

export interface ResidualOptions {
  readonly title?: string | undefined;
  readonly x: Quantity;
  readonly counted: string;
  readonly values: Numbers;
  readonly bins?: number;
  /** The widest range that makes sense, e.g. π for an angle. */
  readonly atMost?: number;
  readonly aspect?: number;
}

/** Distribution of a residual around zero, with its median and σ_{68}: half of what holds the central 68 %. */
export function residualPanel(options: ResidualOptions): Panel {
  const sorted = sortedDrawable(options.values);
  if (sorted.length === 0) return emptyPanel(labelOf(options.x), options.counted, "no data", options.title);
  const [low, median, high] = [0.1587, 0.5, 0.8413].map((share) => quantile(sorted, share));
  const width = (high! - low!) / 2;
  const unit = options.x.unit === "" ? "" : ` ${options.x.unit}`;
  const tail = Math.max(Math.abs(quantile(sorted, 0.01)), Math.abs(quantile(sorted, 0.99)));
  const reach = Math.min(options.atMost ?? Infinity, Math.max(tail, 1e-9));
  const panel = histogramPanel({
    title: options.title,
    notes: [medianAndWidth(median!, width, unit)],
    x: options.x,
    counted: options.counted,
    entries: [{ name: "residual", values: options.values }],
    edges: reach === options.atMost ? evenEdges(-reach, reach, 40) : roundEdges(-reach, reach, options.bins ?? 60),
    ...(options.aspect && { aspect: options.aspect }),
  });
  if (panel.message) return panel;
  const outline = panel.layers.flatMap((layer): Layer[] =>
    layer.kind === "steps" ? [{ ...layer, name: undefined, colour: PALETTE[0], fill: "#dfe8fd" }] : [],
  );
  return { ...panel, layers: [...outline, { kind: "rule", along: "y", at: 0, colour: COLOURS.guide, dash: "dashed" }] };
}

/** Ticks of an angle from -π to π. */
export const PHI_TICKS: readonly Tick[] = [
  { at: -Math.PI, label: "−π" },
  { at: -Math.PI / 2, label: "−π/2" },
  { at: 0, label: "0" },
  { at: Math.PI / 2, label: "π/2" },
  { at: Math.PI, label: "π" },
];

type Named = HistogramEntry & Counts;

function ratioFrame(edges: Numbers, reference: Named, compared: readonly Named[]): NonNullable<Panel["below"]> {
  const relative = (of: Float64Array, i: number) => of[i]! / reference.counts[i]!; // NaN or infinite in an empty bin
  const ratios = compared.map(({ counts }) => counts.map((_, i) => relative(counts, i)));
  const half = rangeOfRatio(ratios, reference.counts);
  const domain = [1 - half, 1 + half] as const;
  const share = reference.counts.map((count) => (count > 0 ? 1 / Math.sqrt(count) : Number.NaN));
  const middles = Array.from(reference.counts, (_, i) => (edges[i]! + edges[i + 1]!) / 2);
  const points = compared.flatMap(({ counts, colour }, j): PointsLayer[] => {
    const ratio = ratios[j]!;
    const error = counts.map((count, i) => Math.sqrt(count) / reference.counts[i]!);
    const look = { kind: "points", colour: colour ?? PALETTE[j % PALETTE.length]! } as const;
    const beyond = (isBeyond: (value: number) => boolean) =>
      middles.filter((_, i) => Number.isFinite(ratio[i]!) && isBeyond(ratio[i]!));
    const [over, under] = [beyond((value) => value > domain[1]), beyond((value) => value < domain[0])];
    const at = (share: number) => domain[0] + share * (domain[1] - domain[0]);
    return [
      {
        ...look,
        areaPt: 6,
        x: middles,
        y: ratio,
        yLow: ratio.map((r, i) => r - error[i]!),
        yHigh: ratio.map((r, i) => r + error[i]!),
      },
      { ...look, areaPt: 9, shape: "triangle-up", x: over, y: over.map(() => at(0.93)) },
      { ...look, areaPt: 9, shape: "triangle-down", x: under, y: under.map(() => at(0.07)) },
    ];
  });
  const band: Layer = {
    kind: "band",
    colour: COLOURS.truth,
    x: edges,
    low: share.map((s) => 1 - s),
    high: share.map((s) => 1 + s),
  };
  const one: Layer = { kind: "rule", along: "x", at: 1, colour: COLOURS.guide, dash: "dashed" };
  return { y: { label: "ratio", domain }, layers: [band, one, ...points] };
}

/** Half the height of the ratio frame: the smallest usual one that holds nine in ten of the bins with 10 or more. */
function rangeOfRatio(ratios: readonly Float64Array[], reference: Float64Array): number {
  const gaps = sortedDrawable(
    ratios.flatMap((ratio) => Array.from(ratio).flatMap((r, i) => (reference[i]! >= 10 ? [Math.abs(r - 1)] : []))),
  );
  const needed = gaps.length > 0 ? quantile(gaps, 0.9) : 0.5;
  return [0.1, 0.25, 0.5].find((half) => needed <= half * 0.95) ?? 1;
}

function notShown(histograms: readonly Named[]): string[] {
  const shares = histograms.map(({ below, above, total }) => (total > 0 ? (below + above) / total : 0));
  const broken = histograms.filter(({ notFinite }) => notFinite > 0);
  return [
    ...(shares.some((share) => share > 0)
      ? [
          `outside: ${shares.map((share, i) => (shares.length > 1 ? `${histograms[i]!.name} ${percent(share)}` : percent(share))).join(", ")}`,
        ]
      : []),
    ...broken.map(({ name, notFinite }) => `${name}: ${notFinite} not finite`),
  ];
}

function percent(share: number): string {
  const value = share * 100;
  return value === 0 ? "0" : value < 0.1 ? "<0.1\u00a0%" : `${value.toFixed(value < 10 ? 1 : 0)}\u00a0%`;
}

/** `"Particles / 10 GeV"`; bins of different widths are just counted. */
function perBin(counted: string, edges: Numbers, unit: string): string {
  const width = edges[1]! - edges[0]!;
  const isEven = Array.from(edges).every(
    (edge, i) => i === 0 || Math.abs(edge - edges[i - 1]! - width) < 1e-6 * Math.abs(width),
  );
  return isEven ? `${counted} / ${Number(width.toPrecision(2))}${unit === "" ? "" : ` ${unit}`}` : `${counted} / bin`;
}

/** By the first entry that has values; the others widen its range by a sixth at most. */
function commonEdges(entries: readonly HistogramEntry[], bins = 50): number[] | null {
  const ranges = entries.flatMap(({ values }) => rangeOf(values) ?? []);
  if (ranges.length === 0) return null;
  const [low, high] = [ranges[0]!.low, ranges[0]!.high];
  const room = (high - low) / 6;
  const lowest = Math.max(low - room, Math.min(...ranges.map((range) => range.low)));
  const highest = Math.min(high + room, Math.max(...ranges.map((range) => range.high)));
  return roundEdges(lowest, highest, bins);
}

/** Median and width with two digits of the width, as results are quoted. */
function medianAndWidth(median: number, width: number, unit: string): string {
  const exponent = width > 0 ? Math.floor(Math.log10(width)) : 0;
  const isPlain = exponent >= -4 && exponent <= 4;
  const digits = (value: number) => (isPlain ? value.toFixed(Math.max(0, 1 - exponent)) : value.toExponential(1));
  const text = (value: number) => (Number(digits(value)) === 0 ? digits(0) : digits(value).replaceAll("-", "−"));
  return `median ${text(median)}${unit},  *σ*_{68} ${text(width)}${unit}`;
}

function maximum(counts: Float64Array): number {
  let highest = 0;
  for (const count of counts) if (count > highest) highest = count;
  return highest;
}
