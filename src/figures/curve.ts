/** @file Curves: how something changes, with error bands, guides and a logarithmic axis where the range asks for it. */
import { type Air, domainAround, extentOf, isDrawable, scaleFor } from "./domain.ts";
import type { Axis, Dash, Layer, Numbers, Panel, RuleLayer, Shape, Tick } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { PALETTE } from "./style.ts";

export interface Series {
  /** Left out of the legend without a name. */
  readonly name?: string;
  readonly x: Numbers;
  readonly y: Numbers;
  /** Ends of the band around the curve. */
  readonly low?: Numbers;
  readonly high?: Numbers;
  readonly colour?: string;
  readonly dash?: Dash;
  /** Marks every point; unless told, series of few points are marked. */
  readonly marker?: Shape | "none";
  /** As of a layer. */
  readonly about?: readonly string[];
}

export interface AxisOptions {
  /** With its unit. */
  readonly label: string;
  /** `auto` is logarithmic when all values are positive and span more than a factor 50. */
  readonly scale?: "linear" | "log" | "auto";
  readonly domain?: readonly [number, number];
  readonly integer?: boolean;
  /** The axis begins at zero (linear axes only). */
  readonly fromZero?: boolean;
  readonly ticks?: readonly Tick[];
}

export interface CurveOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly series: readonly Series[];
  readonly rules?: readonly RuleLayer[];
  /** Single points that mean something, e.g. the best epoch. */
  readonly highlights?: readonly (Series & { readonly marker: Shape })[];
  readonly aspect?: number;
}

const FEW_POINTS = 12;
/** An error bar may reach below the smallest value of a logarithmic axis by this factor. */
const FAR = 3;

/** Values that are not finite are gaps; without any that can be drawn the panel says "no data". */
export function curvePanel(options: CurveOptions): Panel {
  const { series, highlights = [], rules = [] } = options;
  const all = [...series, ...highlights];
  const x = axisFor(
    options.x,
    all.map(({ x }) => x),
    { air: { below: 0.03, above: 0.03 } },
  );
  const y = axisFor(
    options.y,
    [...all.map(({ y }) => y), rules.filter(({ along }) => along === "x").map(({ at }) => at)],
    { ends: all.flatMap(({ low, high }) => [low ?? [], high ?? []]) },
  );
  const hasPoint = all.some((one) => Array.from(one.x).some((at, i) => isShown(at, x) && isShown(one.y[i]!, y)));
  if (!x || !y || !hasPoint) return emptyPanel(options.x.label, options.y.label, "no data", options.title);

  const bands: Layer[] = []; // below every line
  const layers: Layer[] = [];
  series.forEach(({ name, x, y, low, high, dash = "solid", marker, about, ...rest }, i) => {
    const colour = rest.colour ?? PALETTE[i % PALETTE.length]!;
    if (low && high) bands.push({ kind: "band", name, colour, x, low, high });
    layers.push({ kind: "line", name, colour, about, x, y, dash });
    const shape = marker ?? (x.length <= FEW_POINTS ? "circle" : undefined);
    if (shape && shape !== "none") layers.push({ kind: "points", name, colour, x, y, shape });
  });
  layers.push(...rules);
  for (const { name, x, y, marker, colour = PALETTE[2] } of highlights) {
    layers.push({ kind: "points", name, colour, x, y, shape: marker, areaPt: 32 });
  }
  return {
    title: options.title,
    notes: options.notes ?? [],
    x,
    y,
    layers: [...bands, ...layers],
    ...(options.aspect && { aspect: options.aspect }),
  };
}

/** The axis that shows all of `arrays`; null when there is nothing it could show. @param ends of error bars and bands */
export function axisFor(
  options: AxisOptions,
  arrays: readonly Numbers[],
  { ends = [], air }: { readonly ends?: readonly Numbers[]; readonly air?: Air } = {},
): Axis | null {
  const { label, fromZero = false, integer = false, ticks } = options;
  const scale = options.scale === "auto" ? scaleFor(arrays) : (options.scale ?? "linear");
  const values = extentOf(arrays, scale);
  if (!values) return null;
  const whole = extentOf([...arrays, ...ends], scale)!;
  // a bar that comes near zero would else stretch a logarithmic axis without end
  const extent = scale === "log" ? ([Math.max(whole[0], values[0] / FAR), whole[1]] as const) : whole;
  const reach = fromZero && scale === "linear" ? ([Math.min(0, extent[0]), Math.max(0, extent[1])] as const) : extent;
  const around = domainAround(reach, scale, air);
  const domain =
    options.domain ?? (fromZero && reach[0] === 0 && scale === "linear" ? ([0, around[1]] as const) : around);
  return { label, scale, integer, domain, ...(ticks && { ticks }) };
}

const isShown = (value: number, axis: Axis | null) => axis !== null && isDrawable(value, axis.scale);
