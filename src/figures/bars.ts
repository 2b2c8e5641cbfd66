/** @file Horizontal bars, so that names of any length can be read. */
import { domainAround, extentOf } from "./domain.ts";
import type { BarsLayer, Numbers, Panel } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { PALETTE } from "./style.ts";

export interface BarsOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  /** What the bars measure, with its unit. */
  readonly label: string;
  /** From top to bottom. */
  readonly names: readonly string[];
  /** Bars of one series for each name, `[name]`; several series stand beside each other. */
  readonly series: readonly {
    readonly name?: string;
    readonly values: Numbers;
    readonly low?: Numbers;
    readonly high?: Numbers;
    readonly colour?: string;
    /** One for each bar, instead of one for all. */
    readonly colours?: readonly string[];
    /** One for each bar. */
    readonly about?: readonly string[];
  }[];
}

const ROW_PT = { between: 8, bar: 10 } as const;

/** A value that is not finite has no bar; without any other the panel says "no data". */
export function barPanel(options: BarsOptions): Panel {
  const { names, series } = options;
  const extent = extentOf(series.flatMap(({ values, low, high }) => [values, low ?? [], high ?? []]));
  if (!extent) return emptyPanel(options.label, "", "no data", options.title);
  const [low, high] = domainAround([Math.min(0, extent[0]), Math.max(0, extent[1])], "linear");
  const thickness = 0.7 / series.length;
  const place = (name: number, one: number) => names.length - 1 - name + 0.35 - thickness * (one + 0.5);
  return {
    title: options.title,
    notes: options.notes ?? [],
    x: { label: options.label, domain: [extent[0] < 0 ? low : 0, extent[1] > 0 ? high : 0] },
    y: {
      label: "",
      domain: [-0.6, names.length - 0.4],
      ticks: names.map((label, i) => ({ at: names.length - 1 - i, label })),
    },
    layers: series.flatMap(({ name, values, low, high, colour, colours, about }, i) => {
      const all = { name, about, values, thickness: thickness * 0.92, y: names.map((_, j) => place(j, i)) };
      const one = colour ?? PALETTE[i % PALETTE.length]!;
      const layer: BarsLayer = { kind: "bars", ...all, colour: one, ...(low && high && { low, high }) };
      return colours ? byColour(layer, colours) : [layer];
    }),
    rowPt: ROW_PT.between + ROW_PT.bar * series.length,
  };
}

/** A layer for each colour, with the bars that have it. */
function byColour(layer: BarsLayer, colours: readonly string[]): BarsLayer[] {
  return [...new Set(colours)].map((colour) => {
    const own = colours.flatMap((one, i) => (one === colour ? [i] : []));
    const of = (numbers: Numbers) => own.map((i) => numbers[i]!);
    return {
      ...layer,
      colour,
      y: of(layer.y),
      values: of(layer.values),
      ...(layer.about && { about: own.map((i) => layer.about![i]!) }),
      ...(layer.low && layer.high && { low: of(layer.low), high: of(layer.high) }),
    };
  });
}
