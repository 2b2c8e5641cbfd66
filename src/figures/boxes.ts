/**
 * @file Box plots after Tukey 1977, lying down, so that names of any length can be read: the middle half of the values as a box with its median, whiskers to the last value within 1.5
 * boxes of it, and every value beyond as a point. Groups too small for quartiles show their values alone.
 */
import { quantile } from "#utils/quantile.ts";
import { type AxisOptions, axisFor } from "./curve.ts";
import { isDrawable } from "./domain.ts";
import type { Layer, Numbers, Panel } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { COLOURS, INK, PALETTE } from "./style.ts";

export interface BoxEntry {
  /** Beside its box. */
  readonly name: string;
  readonly values: Numbers;
  readonly colour?: string;
  /** One for each value. */
  readonly about?: readonly string[];
}

export interface BoxesOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  /** What the values are, with their unit. */
  readonly label: string;
  readonly scale?: AxisOptions["scale"];
  readonly fromZero?: boolean;
  /** From top to bottom. */
  readonly entries: readonly BoxEntry[];
}

/** Fewer values than this are drawn one by one. */
const FEWEST = 4;
const WHISKER = 1.5;
const ROW_PT = 22;
const [HALF_BOX, HALF_CAP] = [0.28, 0.12];

/** Values that are not finite are left out; without any other the panel says "no data". */
export function boxesPanel(options: BoxesOptions): Panel {
  const { entries, label, title } = options;
  const x = axisFor(
    { label, scale: options.scale ?? "linear", fromZero: options.fromZero ?? false },
    entries.map(({ values }) => values),
  );
  if (!x) return emptyPanel(label, "", "no data", title);
  const place = (entry: number) => entries.length - 1 - entry;
  const layers = entries.flatMap((entry, i) => {
    const shown = Array.from(entry.values, (_, j) => j).filter((j) => isDrawable(entry.values[j]!, x.scale));
    shown.sort((a, b) => entry.values[a]! - entry.values[b]!);
    const sorted = Float64Array.from(shown, (j) => entry.values[j]!);
    const about = entry.about && shown.map((j) => entry.about![j]!);
    return boxLayers(sorted, { at: place(i), colour: entry.colour ?? PALETTE[i % PALETTE.length]!, about });
  });
  return {
    title,
    notes: options.notes ?? [],
    x,
    y: {
      label: "",
      domain: [-0.6, entries.length - 0.4],
      ticks: entries.map(({ name }, i) => ({ at: place(i), label: name })),
    },
    layers,
    rowPt: ROW_PT,
  };
}

interface BoxPlace {
  readonly at: number;
  readonly colour: string;
  /** In the order of the values. */
  readonly about: readonly string[] | undefined;
}

/** @param sorted ascending */
function boxLayers(sorted: Float64Array, { at, colour, about }: BoxPlace): Layer[] {
  const points = (isShown: (value: number) => boolean): Layer => ({
    kind: "points",
    colour,
    about: about?.filter((_, i) => isShown(sorted[i]!)),
    x: sorted.filter(isShown),
    y: Array.from(sorted.filter(isShown), () => at),
    areaPt: 14,
  });
  if (sorted.length < FEWEST) return sorted.length > 0 ? [points(() => true)] : [];
  const [low, median, high] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = WHISKER * (high - low);
  const bottom = sorted.find((value) => value >= low - reach)!;
  const top = sorted.findLast((value) => value <= high + reach)!;
  const across = (x: number, half: number, ink: string): Layer => ({
    kind: "line",
    colour: ink,
    x: [x, x],
    y: [at - half, at + half],
  });
  const along = (from: number, to: number): Layer => ({
    kind: "line",
    colour: COLOURS.guide,
    x: [from, to],
    y: [at, at],
  });
  const box = [at - HALF_BOX, at + HALF_BOX];
  const isOutside = (value: number) => value < bottom || value > top;
  return [
    along(bottom, low),
    along(high, top),
    across(bottom, HALF_CAP, COLOURS.guide),
    across(top, HALF_CAP, COLOURS.guide),
    { kind: "band", colour, x: [low, high], low: [box[0]!, box[0]!], high: [box[1]!, box[1]!] },
    { kind: "line", colour, x: [low, low, high, high, low], y: [...box, ...box.toReversed(), box[0]!] },
    across(median, HALF_BOX, INK),
    ...(sorted.some(isOutside) ? [points(isOutside)] : []),
  ];
}
