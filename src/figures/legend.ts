/** @file The legend of a panel: one entry a name, drawn with everything that bears the name. */
import type { BandLayer, BarsLayer, LineLayer, Panel, PointsLayer, RuleLayer, StepsLayer } from "./figure.ts";

/** Layers that can stand in a legend. */
export type NamedLayer = StepsLayer | BandLayer | LineLayer | PointsLayer | BarsLayer | RuleLayer;

export interface LegendEntry {
  readonly name: string;
  readonly layers: readonly NamedLayer[];
}

/** In the order in which the names first appear. */
export function legendOf(panel: Panel): LegendEntry[] {
  const byName = new Map<string, NamedLayer[]>();
  for (const layer of panel.layers) {
    if (layer.kind === "cells" || layer.kind === "labels" || layer.name === undefined) continue;
    byName.set(layer.name, [...(byName.get(layer.name) ?? []), layer]);
  }
  return Array.from(byName, ([name, layers]) => ({ name, layers }));
}

/** Every name of any panel, as the first panel that has it draws it. */
export function sharedLegendOf(panels: readonly Panel[]): LegendEntry[] {
  const byName = new Map<string, LegendEntry>();
  for (const entry of panels.flatMap(legendOf)) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}
