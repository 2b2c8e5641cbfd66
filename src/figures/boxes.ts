/**
 * @file Box plots after Tukey 1977: the middle half of the values as a box with its median, whiskers to the last value within 1.5
 * boxes of it, and every value beyond as a point. Groups too small for quartiles show their values alone.
 */
import { quantile } from "#utils/quantile.ts";
import { type AxisOptions, axisFor } from "./curve.ts";
import { isDrawable } from "./domain.ts";
import type { Layer, Numbers, Panel } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { COLOURS, INK, PALETTE } from "./style.ts";

export interface BoxEntry {
  /** Below its box. */
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
  /** What the groups are. */
  readonly groups?: string;
  /** From left to right. */
  readonly entries: readonly BoxEntry[];
  readonly aspect?: number;
}

/** Fewer values than this are drawn one by one. */
const FEWEST = 4;
const WHISKER = 1.5;
const [HALF_BOX, HALF_CAP] = [0.28, 0.12];

/** Values that are not finite are left out; without any other the panel says "no data". */
export function boxesPanel(options: BoxesOptions): Panel {
  const { entries, label, groups = "", title } = options;
  const y = axisFor(
    { label, scale: options.scale ?? "linear", fromZero: options.fromZero ?? false },
    entries.map(({ values }) => values),
  );
  if (!y) return emptyPanel(groups, label, "no data", title);
  const layers = entries.flatMap((entry, i) => {
    const shown = Array.from(entry.values, (_, j) => j).filter((j) => isDrawable(entry.values[j]!, y.scale));
    shown.sort((a, b) => entry.values[a]! - entry.values[b]!);
    const sorted = Float64Array.from(shown, (j) => entry.values[j]!);
    const about = entry.about && shown.map((j) => entry.about![j]!);
    return boxLayers(sorted, { at: i, colour: entry.colour ?? PALETTE[i % PALETTE.length]!, about });
  });
  return {
    title,
    notes: options.notes ?? [],
    x: {
      label: groups,
      domain: [-0.6, entries.length - 0.4],
      ticks: entries.map(({ name }, at) => ({ at, label: name })),
    },
    y,
    layers,
    ...(options.aspect && { aspect: options.aspect }),
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
    x: Array.from(sorted.filter(isShown), () => at),
    y: sorted.filter(isShown),
    areaPt: 14,
  });
  if (sorted.length < FEWEST) return sorted.length > 0 ? [points(() => true)] : [];
  const [low, median, high] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = WHISKER * (high - low);
  const bottom = sorted.find((value) => value >= low - reach)!;
  const top = sorted.findLast((value) => value <= high + reach)!;
  const across = (y: number, half: number, ink: string): Layer => ({
    kind: "line",
    colour: ink,
    x: [at - half, at + half],
    y: [y, y],
  });
  const up = (from: number, to: number): Layer => ({ kind: "line", colour: COLOURS.guide, x: [at, at], y: [from, to] });
  const box = [at - HALF_BOX, at + HALF_BOX];
  const isOutside = (value: number) => value < bottom || value > top;
  return [
    up(bottom, low),
    up(high, top),
    across(bottom, HALF_CAP, COLOURS.guide),
    across(top, HALF_CAP, COLOURS.guide),
    { kind: "band", colour, x: box, low: [low, low], high: [high, high] },
    { kind: "line", colour, x: [...box, ...box.toReversed(), box[0]!], y: [low, low, high, high, low] },
    across(median, HALF_BOX, INK),
    ...(sorted.some(isOutside) ? [points(isOutside)] : []),
  ];
}
