/** @file Horizontal bars, so that names of any length can be read. */
import { domainAround, extentOf } from "./domain.ts";
import type { Numbers, Panel } from "./figure.ts";
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
    /** One for each bar. */
    readonly about?: readonly string[];
  }[];
}

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
    layers: series.map(({ name, values, low, high, colour, about }, i) => ({
      kind: "bars",
      name,
      about,
      values,
      thickness: thickness * 0.92,
      y: names.map((_, j) => place(j, i)),
      colour: colour ?? PALETTE[i % PALETTE.length]!,
      ...(low && high && { low, high }),
    })),
    aspect: Math.max(0.3, 0.12 * names.length * Math.max(1, series.length * 0.6)),
  };
}
