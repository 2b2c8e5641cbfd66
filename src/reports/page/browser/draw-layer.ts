/** @file Layers of a panel → SVG, in the coordinates of their frame; each layer is one or two paths, however many points it has. */
import { interpolateViridis } from "d3-scale-chromatic";
import type { Axis, Dash, Layer, Numbers, Shape } from "#figures";
import { DASHES, FONT_SIZES_PT, INK, isDrawable, LINE_WIDTHS_PT, linesOf } from "#figures/drawing";
import { escapeXml, round } from "../markup.ts";
import type { Theme } from "./theme.ts";

export interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Of the panel's cells. */
  readonly colour: ((value: number) => string) | undefined;
}

/** The colour map of `figures/style.ts`. */
export const colourAt = (share: number): string => interpolateViridis(Math.min(1, Math.max(0, share)));

/** Black ink is light on dark paper. */
export const inkOf = (colour: string, { ink, seen }: Theme): string => (colour === INK ? ink : escapeXml(seen(colour)));

export function strokeOf(colour: string, dash: Dash = "solid", width: number = LINE_WIDTHS_PT.data): string {
  const dashes = dash === "solid" ? "" : ` stroke-dasharray="${DASHES[dash].join(" ")}"`;
  return `stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes}`;
}

export function drawLayer(layer: Layer, x: Axis, y: Axis, place: Place, theme: Theme): string {
  const xAt = (value: number) => round(place.x(value));
  const yAt = (value: number) => clamped(place.y(value));
  const colour = "colour" in layer ? inkOf(layer.colour, theme) : theme.ink;
  switch (layer.kind) {
    case "steps": {
      const path = stepsPath(layer.edges, layer.values, { xAt, yAt, base: yAt(baseOf(y)) });
      const fill = layer.fill ? `<path d="${path}" fill="${inkOf(layer.fill, theme)}"/>` : "";
      return `${fill}<path d="${path}" ${strokeOf(colour, layer.dash)}/>`;
    }
    case "band":
      return `<path d="${bandPath(layer.x, layer.low, layer.high, { xAt, yAt })}" fill="${colour}" fill-opacity="0.35"/>`;
    case "line": {
      const path = linePath(layer.x, layer.y, (a, b) => isDrawable(a, x.scale) && isDrawable(b, y.scale), { xAt, yAt });
      return `<path d="${path}" ${strokeOf(colour, layer.dash)}/>`;
    }
    case "points": {
      const shown = indices(layer.x).filter(
        (i) => isDrawable(layer.x[i]!, x.scale) && isDrawable(layer.y[i]!, y.scale),
      );
      const bars = shown.flatMap((i) => [
        ...(layer.xLow && layer.xHigh && isSpan(layer.xLow[i]!, layer.xHigh[i]!)
          ? [`M${xAt(layer.xLow[i]!)} ${yAt(layer.y[i]!)}H${xAt(layer.xHigh[i]!)}`]
          : []),
        ...(layer.yLow && layer.yHigh && isSpan(layer.yLow[i]!, layer.yHigh[i]!)
          ? [`M${xAt(layer.x[i]!)} ${yAt(layer.yLow[i]!)}V${yAt(layer.yHigh[i]!)}`]
          : []),
      ]);
      const errors =
        bars.length > 0 ? `<path d="${bars.join("")}" ${strokeOf(colour, "solid", LINE_WIDTHS_PT.error)}/>` : "";
      const symbols = shown.map((i) =>
        symbolPath(layer.shape, layer.areaPt, place.x(layer.x[i]!), place.y(layer.y[i]!)),
      );
      return `${errors}<path d="${symbols.join("")}" fill="${colour}"/>`;
    }
    case "cells": {
      const columns = layer.xEdges.length - 1;
      return indices(layer.values)
        .filter((i) => isDrawable(layer.values[i]!) && layer.values[i] !== 0)
        .map((i) => {
          const [row, column] = [Math.floor(i / columns), i % columns];
          const [left, right] = [xAt(layer.xEdges[column]!), xAt(layer.xEdges[column + 1]!)];
          const [bottom, top] = [yAt(layer.yEdges[row]!), yAt(layer.yEdges[row + 1]!)];
          return `<path d="M${left} ${bottom}H${right + 0.3}V${top - 0.3}H${left}z" fill="${place.colour?.(layer.values[i]!)}"/>`;
        })
        .join("");
    }
    case "bars": {
      const half = layer.thickness / 2;
      const shown = indices(layer.values).filter((i) => isDrawable(layer.values[i]!));
      const boxes = shown.map(
        (i) => `M${xAt(0)} ${yAt(layer.y[i]! - half)}H${xAt(layer.values[i]!)}V${yAt(layer.y[i]! + half)}H${xAt(0)}z`,
      );
      const { low, high } = layer;
      const errors = low && high ? shown.filter((i) => isSpan(low[i]!, high[i]!)) : [];
      const lines = errors.map((i) => `M${xAt(low![i]!)} ${yAt(layer.y[i]!)}H${xAt(high![i]!)}`);
      return `<path d="${boxes.join("")}" fill="${colour}"/><path d="${lines.join("")}" ${strokeOf(theme.ink, "solid", LINE_WIDTHS_PT.error)}/>`;
    }
    case "rule": {
      const [from, to] = [Math.max(x.domain[0], y.domain[0]), Math.min(x.domain[1], y.domain[1])];
      const path =
        layer.along === "diagonal"
          ? `M${xAt(from)} ${yAt(from)}L${xAt(to)} ${yAt(to)}`
          : layer.along === "x"
            ? `M${xAt(x.domain[0])} ${yAt(layer.at)}H${xAt(x.domain[1])}`
            : `M${xAt(layer.at)} ${yAt(y.domain[0])}V${yAt(y.domain[1])}`;
      return `<path d="${path}" ${strokeOf(colour, layer.dash, LINE_WIDTHS_PT.guide)}/>`;
    }
    case "labels":
      return indices(layer.x)
        .filter((i) => isDrawable(layer.x[i]!, x.scale) && isDrawable(layer.y[i]!, y.scale))
        .flatMap((i) => {
          const [left, middle] = [xAt(layer.x[i]!), place.y(layer.y[i]!)];
          const fill = escapeXml(layer.colours[i] ?? theme.ink); // chosen for the cell below, not for the paper
          const look = `text-anchor="middle" font-size="${FONT_SIZES_PT.tick}px" fill="${fill}"`;
          return linesOf(layer.texts[i] ?? "").map(
            ({ line, shift }) => `<text x="${left}" y="${round(middle + shift)}" ${look}>${escapeXml(line)}</text>`,
          );
        })
        .join("");
    default:
      return layer satisfies never;
  }
}

/** Centred at a place; areas as Vega counts them. */
export function symbolPath(shape: Shape = "circle", area = 10, x: number, y: number): string {
  const size = Math.sqrt(area);
  const [a, b] = [round(size / 2), round(size)];
  switch (shape) {
    case "circle":
      return `M${round(x - size / 2)} ${round(y)}a${a} ${a} 0 1 0 ${b} 0a${a} ${a} 0 1 0 ${-b} 0z`;
    case "square":
      return `M${round(x - size / 2)} ${round(y - size / 2)}h${b}v${b}h${-b}z`;
    case "diamond":
      return `M${round(x)} ${round(y - size / 2)}l${a} ${a}l${-a} ${a}l${-a} ${-a}z`;
    case "triangle-up":
    case "triangle-down": {
      const height = (size / 2) * Math.sqrt(3);
      const down = shape === "triangle-up" ? 1 : -1;
      return `M${round(x)} ${round(y - (down * height) / 2)}l${a} ${round(down * height)}h${-b}z`;
    }
    case "cross": {
      const arm = round(size / 3);
      const [left, top] = [round(x - size / 2), round(y - size / 6)];
      return `M${left} ${top}h${arm}v${-arm}h${arm}v${arm}h${arm}v${arm}h${-arm}v${arm}h${-arm}v${-arm}h${-arm}z`;
    }
    default:
      return shape satisfies never;
  }
}

interface Places {
  readonly xAt: (value: number) => number;
  readonly yAt: (value: number) => number;
}

function linePath(x: Numbers, y: Numbers, isShown: (x: number, y: number) => boolean, { xAt, yAt }: Places): string {
  let [path, isOpen] = ["", false];
  for (let i = 0; i < x.length; i++) {
    const shown = isShown(x[i]!, y[i]!);
    if (shown) path += `${isOpen ? "L" : "M"}${xAt(x[i]!)} ${yAt(y[i]!)}`;
    isOpen = shown;
  }
  return path;
}

/** At every `x`, or from edge to edge when `x` holds one more. */
function bandPath(x: Numbers, low: Numbers, high: Numbers, { xAt, yAt }: Places): string {
  const isByBin = x.length === low.length + 1;
  let path = "";
  let [there, back] = ["", ""];
  const close = () => {
    if (there !== "") path += `M${there.slice(1)}${back}z`;
    [there, back] = ["", ""];
  };
  for (let i = 0; i < low.length; i++) {
    if (!isDrawable(low[i]!) || !isDrawable(high[i]!)) {
      close();
      continue;
    }
    for (const at of isByBin ? [x[i]!, x[i + 1]!] : [x[i]!]) {
      there += `L${xAt(at)} ${yAt(high[i]!)}`;
      back = `L${xAt(at)} ${yAt(low[i]!)}${back}`;
    }
  }
  close();
  return path;
}

function stepsPath(edges: Numbers, values: Numbers, { xAt, yAt, base }: Places & { readonly base: number }): string {
  let path = "";
  for (let i = 0; i < values.length; i++) {
    const height = isDrawable(values[i]!) ? yAt(values[i]!) : base;
    path += `${i === 0 ? `M${xAt(edges[0]!)} ${base}` : ""}V${height}H${xAt(edges[i + 1]!)}`;
  }
  return path === "" ? "" : `${path}V${base}`;
}

/** Where the outline of a histogram begins and ends. */
function baseOf({ domain: [low, high], scale }: Axis): number {
  return scale === "log" ? low : Math.min(Math.max(0, low), high);
}

const FAR = 1e5; // a path that leaves the frame by more is drawn wrongly by some browsers
const clamped = (place: number): number => round(Math.min(FAR, Math.max(-FAR, place)));
const isSpan = (low: number, high: number): boolean => isDrawable(low) && isDrawable(high) && high > low;
const indices = (values: Numbers): number[] => Array.from({ length: values.length }, (_, i) => i);
