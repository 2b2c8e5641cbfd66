/** @file Scatter: one point a run, an event or a model; each series has its own shape as well as its own colour. */
import { type AxisOptions, axisFor } from "./curve.ts";
import { isDrawable } from "./domain.ts";
import type { Layer, Numbers, Panel, RuleLayer, Shape } from "./figure.ts";
import { emptyPanel } from "./grid.ts";
import { PALETTE, SHAPES } from "./style.ts";

export interface ScatterSeries {
  readonly name?: string;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly xLow?: Numbers;
  readonly xHigh?: Numbers;
  readonly yLow?: Numbers;
  readonly yHigh?: Numbers;
  readonly colour?: string;
  readonly shape?: Shape;
  /** One for each point. */
  readonly about?: readonly string[];
}

export interface ScatterOptions {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly series: readonly ScatterSeries[];
  readonly rules?: readonly RuleLayer[];
  readonly aspect?: number;
}

/** Points with a value that is not finite are left out; without any other the panel says "no data". */
export function scatterPanel(options: ScatterOptions): Panel {
  const { series, rules = [] } = options;
  const x = axisFor(
    options.x,
    series.map((one) => one.x),
    { ends: series.flatMap(({ xLow, xHigh }) => [xLow ?? [], xHigh ?? []]) },
  );
  const y = axisFor(
    options.y,
    series.map((one) => one.y),
    { ends: series.flatMap(({ yLow, yHigh }) => [yLow ?? [], yHigh ?? []]) },
  );
  const hasPoint = series.some((one) =>
    Array.from(one.x).some((at, i) => isDrawable(at, x?.scale) && isDrawable(one.y[i]!, y?.scale)),
  );
  if (!x || !y || !hasPoint) return emptyPanel(options.x.label, options.y.label, "no data", options.title);

  const points = series.map(
    (one, i): Layer => ({
      kind: "points",
      areaPt: one.x.length > 500 ? 4 : 18,
      ...one,
      colour: one.colour ?? PALETTE[i % PALETTE.length]!,
      shape: one.shape ?? SHAPES[i % SHAPES.length]!,
    }),
  );
  return {
    title: options.title,
    notes: options.notes ?? [],
    x,
    y,
    layers: [...rules, ...points],
    ...(options.aspect && { aspect: options.aspect }),
  };
}
