/** @file What a reader looks at of a figure: the part of each panel, and which axes are logarithmic. */
import type { Axis, Figure, Layer, Numbers, Panel } from "#figures";
import { domainAround, extentOf } from "#figures/drawing";
import { scaleOf } from "./scale.ts";

export type AxisName = "x" | "y";
export type Domain = readonly [number, number];

export interface View {
  /** Zoomed domains, by panel; the others show all they have. */
  readonly zooms: ReadonlyMap<number, Readonly<Partial<Record<AxisName, Domain>>>>;
  /** Where the reader chose another scale than the figure. */
  readonly scales: Readonly<Partial<Record<AxisName, "linear" | "log">>>;
}

export const WHOLE: View = { zooms: new Map(), scales: {} };

export function withView(figure: Figure, { zooms, scales }: View): Figure {
  const panels = figure.panels.map((panel, i): Panel => {
    const axisOf = (name: AxisName): Axis => {
      const scale = scales[name];
      const axis = scale !== undefined && canRescale(panel, name) ? rescaled(panel, name, scale) : panel[name];
      const domain = zooms.get(i)?.[name];
      return domain ? { ...axis, domain } : axis;
    };
    return { ...panel, x: axisOf("x"), y: axisOf("y") };
  });
  return { ...figure, panels };
}

/** Whether any panel has something positive on a free axis. */
export function canBeLog({ panels }: Figure, name: AxisName): boolean {
  return panels.some((panel) => canRescale(panel, name));
}

export function isLog(figure: Figure, { scales }: View, name: AxisName): boolean {
  return (scales[name] ?? figure.panels.find((panel) => canRescale(panel, name))?.[name].scale) === "log";
}

function canRescale(panel: Panel, name: AxisName): boolean {
  if (panel[name].ticks || panel.message || panel.colourBar) return false;
  if (name === "x" && panel.layers.some(({ kind }) => kind === "bars")) return false; // bars begin at zero
  return extentOf(valuesOf(panel.layers, name), "log") !== null;
}

function rescaled(panel: Panel, name: AxisName, scale: "linear" | "log"): Axis {
  const axis = panel[name];
  if ((axis.scale ?? "linear") === scale) return axis;
  const extent = extentOf(valuesOf(panel.layers, name), scale);
  return extent ? { ...axis, scale, domain: domainAround(extent, scale) } : axis;
}

/** Every number a layer has along an axis. */
function valuesOf(layers: readonly Layer[], name: AxisName): Numbers[] {
  return layers.flatMap((layer): Numbers[] => {
    switch (layer.kind) {
      case "steps":
        return name === "x" ? [layer.edges] : [layer.values];
      case "band":
        return name === "x" ? [layer.x] : [layer.low, layer.high];
      case "line":
        return [layer[name]];
      case "points": {
        const [low, high] = name === "x" ? [layer.xLow, layer.xHigh] : [layer.yLow, layer.yHigh];
        return [layer[name], low ?? [], high ?? []];
      }
      case "rule":
        return layer.along === name || layer.along === "diagonal" ? [] : [[layer.at]];
      default:
        return [];
    }
  });
}

/** @param shares from where to where of the axis, below 0 and above 1 for more than it shows */
export function zoomed(view: View, figure: Figure, panel: number, shares: Partial<Record<AxisName, Domain>>): View {
  const shown = withView(figure, view).panels[panel]!;
  const own = { ...view.zooms.get(panel) };
  for (const name of ["x", "y"] as const) {
    const share = shares[name];
    if (!share) continue;
    const { valueAt } = scaleOf(shown[name]);
    const domain = [valueAt(share[0]), valueAt(share[1])] as const;
    if (domain[1] - domain[0] > 1e-9 * Math.max(Math.abs(domain[0]), Math.abs(domain[1]))) own[name] = domain;
  }
  return { ...view, zooms: new Map(view.zooms).set(panel, own) };
}
