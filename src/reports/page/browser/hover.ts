/** @file What can be pointed at in a drawn figure, and what is said of it: the run, the value, the unit. */
import type { Axis, Layer, Numbers, Panel } from "#figures";
import { type Layout, type PlacedFrame, type PlacedPanel, parseMarkup } from "#figures/drawing";
import { formatNumber } from "../../statistics.ts";
import { scaleOf } from "./scale.ts";

export interface Target {
  /** In points, from the upper left corner of the figure. */
  readonly x: number;
  readonly y: number;
  readonly lines: () => readonly string[];
}

/** Further than this from the pointer, in points, nothing is meant. */
const REACH = 25;

/** All of a figure, from left to right. */
export function targetsOf({ panels }: Layout, hidden: ReadonlySet<string>): Target[] {
  const targets = panels.flatMap((placed) => {
    const { panel, frame, below } = placed;
    const main = frameTargets(placed, frame, panel.y, shownLayers(panel.layers, hidden));
    if (!below || !panel.below) return main;
    return [...main, ...frameTargets(placed, below, panel.below.y, shownLayers(panel.below.layers, hidden))];
  });
  return targets.sort((a, b) => a.x - b.x || a.y - b.y);
}

export function nearest(targets: readonly Target[], x: number, y: number): Target | undefined {
  let [best, least]: [Target | undefined, number] = [undefined, REACH ** 2];
  for (const target of targets) {
    const distance = (target.x - x) ** 2 + (target.y - y) ** 2;
    if (distance < least) [best, least] = [target, distance];
  }
  return best;
}

const shownLayers = (layers: readonly Layer[], hidden: ReadonlySet<string>): Layer[] =>
  layers.filter((layer) => !("name" in layer && layer.name !== undefined && hidden.has(layer.name)));

function frameTargets(placed: PlacedPanel, frame: PlacedFrame, y: Axis, layers: readonly Layer[]): Target[] {
  const { panel, width } = placed;
  const [xShare, yShare] = [scaleOf(panel.x).shareOf, scaleOf(y).shareOf];
  const targets: Target[] = [];
  const add = (xValue: number, yValue: number, lines: () => readonly string[]) => {
    const [a, b] = [xShare(xValue), yShare(yValue)];
    if (!(a >= 0 && a <= 1 && b >= 0 && b <= 1)) return; // NaN too
    targets.push({ x: placed.x + a * width, y: frame.y + (1 - b) * frame.height, lines });
  };
  for (const layer of layers) addTargets(layer, { panel, y, layers, add });
  return targets;
}

interface Around {
  readonly panel: Panel;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly add: (x: number, y: number, lines: () => readonly string[]) => void;
}

function addTargets(layer: Layer, { panel, y, layers, add }: Around): void {
  switch (layer.kind) {
    case "steps":
      for (let i = 0; i < layer.values.length; i++) {
        const [from, to] = [layer.edges[i]!, layer.edges[i + 1]!];
        add((from + to) / 2, layer.values[i]!, () => [
          ...aboutOf(layer, i),
          said(panel.x, `${formatNumber(from)} to ${formatNumber(to)}`),
          said(y, numberText(layer.values[i]!)),
        ]);
      }
      return;
    case "line":
      if (layer.name === undefined && !layer.about) return;
      for (let i = 0; i < layer.x.length; i++) {
        add(layer.x[i]!, layer.y[i]!, () => [
          ...aboutOf(layer, i),
          said(panel.x, numberText(layer.x[i]!, panel.x)),
          said(y, numberText(layer.y[i]!) + spreadAt(layers, layer.name, i)),
        ]);
      }
      return;
    case "points":
      for (let i = 0; i < layer.x.length; i++) {
        add(layer.x[i]!, layer.y[i]!, () => [
          ...aboutOf(layer, i),
          ...(nearTick(panel.x, layer.x[i]!) ?? [
            said(panel.x, numberText(layer.x[i]!) + between(layer.xLow, layer.xHigh, i)),
          ]),
          ...(nearTick(y, layer.y[i]!) ?? [said(y, numberText(layer.y[i]!) + between(layer.yLow, layer.yHigh, i))]),
        ]);
      }
      return;
    case "bars":
      for (let i = 0; i < layer.values.length; i++) {
        add(layer.values[i]!, layer.y[i]!, () => [
          ...(layer.about ? aboutOf(layer, i) : (nearTick(y, layer.y[i]!) ?? [])),
          ...(layer.name === undefined ? [] : [plainText(layer.name)]),
          said(panel.x, numberText(layer.values[i]!) + between(layer.low, layer.high, i)),
        ]);
      }
      return;
    case "cells": {
      const columns = layer.xEdges.length - 1;
      const middle = (edges: Numbers, i: number) => (edges[i]! + edges[i + 1]!) / 2;
      for (let i = 0; i < layer.values.length; i++) {
        const [row, column] = [Math.floor(i / columns), i % columns];
        const [a, b] = [middle(layer.xEdges, column), middle(layer.yEdges, row)];
        const label = layers.find((one) => one.kind === "labels");
        const value =
          (label?.kind === "labels" ? label.texts[i]?.replaceAll("\n", " ") : undefined) ??
          numberText(layer.values[i]!);
        add(a, b, () => [
          said(panel.x, nearTick(panel.x, a)?.[0] ?? numberText(a)),
          said(y, nearTick(y, b)?.[0] ?? numberText(b)),
          `${plainText(panel.colourBar?.label ?? "")}: ${value}`,
        ]);
      }
      return;
    }
    case "band":
      if (!layer.about) return;
      for (let i = 0; i < layer.low.length; i++) {
        add(layer.x[i]!, layer.high[i]!, () => aboutOf(layer, i));
      }
      return;
    case "rule":
    case "labels":
      return;
    default:
      layer satisfies never;
  }
}

function aboutOf({ about, name }: { about?: readonly string[] | undefined; name?: string | undefined }, i: number) {
  const text = about && (about.length === 1 ? about[0] : about[i]);
  return text === undefined ? (name === undefined ? [] : [plainText(name)]) : text.split("\n");
}

/** ` (0.31 – 0.35)`; nothing where there is no spread. */
function between(low: Numbers | undefined, high: Numbers | undefined, i: number): string {
  const [from, to] = [low?.[i] ?? Number.NaN, high?.[i] ?? Number.NaN];
  return to > from ? ` (${formatNumber(from)} – ${formatNumber(to)})` : "";
}

/** Of the band that has the line's name. */
function spreadAt(layers: readonly Layer[], name: string | undefined, i: number): string {
  const band = name === undefined ? undefined : layers.find((layer) => layer.kind === "band" && layer.name === name);
  return band?.kind === "band" ? between(band.low, band.high, i) : "";
}

/** The label of the fixed tick a value belongs to. */
function nearTick({ ticks }: Axis, value: number): [string] | undefined {
  const tick = ticks?.find(({ at }) => Math.abs(at - value) <= 0.5);
  return tick && [tick.label];
}

/** `Training time: 12.3 s`, of the axis "Training time [s]". */
function said({ label }: Axis, value: string): string {
  const text = plainText(label);
  const [, name = text, unit] = /^(.*?)\s*\[([^\]]+)\]$/.exec(text) ?? [];
  const shown = unit === undefined ? value : `${value} ${unit}`;
  return name === "" ? shown : `${name}: ${shown}`;
}

const numberText = (value: number, axis?: Axis): string => (axis?.integer ? String(value) : formatNumber(value, 4));
export const plainText = (markup: string): string =>
  parseMarkup(markup)
    .map(({ text }) => text)
    .join("");
