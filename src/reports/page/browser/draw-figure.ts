/**
 * @file A figure → SVG in the browser, laid out as on paper (`figures/layout.ts`) but drawn without Vega: a frame that is zoomed
 * is drawn anew many times a second. Why not Vega: docs/decisions/0009.
 */
import type { Axis, ColourBar, Figure, Layer } from "#figures";
import {
  COLOUR_BAR,
  FONT_FAMILY,
  FONT_SIZES_PT,
  type Layout,
  LINE_WIDTHS_PT,
  layoutOf,
  type PlacedEntry,
  type PlacedFrame,
  type PlacedPanel,
  SWATCH_PT,
  ticksOf,
} from "#figures/drawing";
import { escapeXml, round } from "../markup.ts";
import { xAxis, yAxis } from "./draw-axes.ts";
import { colourAt, drawLayer, inkOf, strokeOf, symbolPath } from "./draw-layer.ts";
import { text } from "./draw-text.ts";
import { textWidthPt } from "./font.ts";
import { scaleOf } from "./scale.ts";
import type { Theme } from "./theme.ts";

export interface DrawOptions {
  readonly theme: Theme;
  /** Names of the legend that are not drawn. */
  readonly hidden?: ReadonlySet<string>;
  /** Of its clip paths; several figures stand in one page. */
  readonly id: string;
}

export interface DrawnFigure {
  readonly svg: string;
  readonly layout: Layout;
}

export function drawFigure(figure: Figure, { theme, hidden = new Set(), id }: DrawOptions): DrawnFigure {
  const layout = layoutOf(figure);
  const { widthPt, heightPt, title, label } = layout;
  const sizePt = FONT_SIZES_PT.title;
  const parts = [
    `<rect width="${widthPt}" height="${heightPt}" fill="${theme.paper}"/>`,
    label ? text(label.lead, label.x, label.y, { sizePt, bold: true, italic: true }, theme) : "",
    label ? text(label.rest, label.restX, label.y, { sizePt }, theme) : "",
    title ? text(title.text, title.x, title.y, { sizePt, bold: true }, theme) : "",
    ...layout.notes.map((note) => text(note.text, note.x, note.y, note, theme)),
    ...layout.legend.map((entry) => legendEntry(entry, hidden, theme)),
    ...layout.panels.map((panel, i) => drawPanel(panel, { theme, hidden, id: `${id}-${i}` })),
  ];
  const size = `width="${widthPt}pt" height="${heightPt}pt" viewBox="0 0 ${widthPt} ${heightPt}"`;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT_FAMILY}" fill="none">${parts.join("")}</svg>`,
    layout,
  };
}

function drawPanel(placed: PlacedPanel, options: Required<DrawOptions>): string {
  const { theme, hidden } = options;
  const { panel, frame, below, x, width, xTicks } = placed;
  const lowest = below ?? frame;
  const parts = [
    ...placed.header.map((line) => text(line.text, line.x, line.y, line, theme)),
    ...placed.legend.map((entry) => legendEntry(entry, hidden, theme)),
    drawFrame(placed, frame, { y: panel.y, layers: panel.layers, isLabelled: !below }, options),
    ...placed.xTitle.map((line) => text(line.text, x + width, line.y, { align: "end" }, theme)),
    yTitle(placed, frame, placed.yTitle, theme),
  ];
  if (xTicks.factor) parts.push(text(xTicks.factor, x, placed.xFactorY, { sizePt: FONT_SIZES_PT.tick }, theme));
  if (below && panel.below) {
    const inner = { y: panel.below.y, layers: panel.below.layers, isLabelled: true };
    parts.push(drawFrame(placed, below, inner, { ...options, id: `${options.id}-below` }));
    parts.push(yTitle(placed, below, placed.belowTitle, theme));
  }
  if (panel.colourBar) {
    parts.push(drawColourBar(panel.colourBar, x + width + COLOUR_BAR.gap, frame, theme));
    parts.push(...placed.barTitle.map((line) => text(line.text, line.x, frame.y, { align: "end", angle: -90 }, theme)));
  }
  if (panel.message) {
    const middle = (frame.y + lowest.y + lowest.height) / 2;
    parts.push(text(panel.message, x + width / 2, middle, { align: "middle", colour: theme.quiet }, theme));
  }
  return parts.join("");
}

interface Inner {
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly isLabelled: boolean;
}

function drawFrame(placed: PlacedPanel, frame: PlacedFrame, inner: Inner, options: Required<DrawOptions>): string {
  const { panel, width, xTicks } = placed;
  const { theme, hidden, id } = options;
  const [xShare, yShare] = [scaleOf(panel.x).shareOf, scaleOf(inner.y).shareOf];
  const place = {
    x: (value: number) => width * xShare(value),
    y: (value: number) => frame.height * (1 - yShare(value)),
    colour: panel.colourBar && ((value: number) => colourAt(scaleOf(panel.colourBar!).shareOf(value))),
  };
  const layers = inner.layers.filter(
    (layer) => !("name" in layer && layer.name !== undefined && hidden.has(layer.name)),
  );
  const drawn = layers.map((layer) => drawLayer(layer, panel.x, inner.y, place, theme)).join("");
  const size = `width="${round(width)}" height="${round(frame.height)}"`;
  return [
    `<g transform="translate(${round(placed.x)},${round(frame.y)})">`,
    `<clipPath id="${id}"><rect ${size}/></clipPath><g clip-path="url(#${id})">${drawn}</g>`,
    xAxis(xTicks, place.x, { width, height: frame.height }, inner.isLabelled, theme),
    yAxis(frame.ticks, place.y, { width, height: frame.height, sides: "both", labels: "left" }, theme),
    `<rect ${size} stroke="${theme.ink}" stroke-width="${LINE_WIDTHS_PT.frame}"/></g>`,
  ].join("");
}

function drawColourBar(bar: ColourBar, x: number, frame: PlacedFrame, theme: Theme): string {
  const shades = 64;
  const axis: Axis = { label: bar.label, domain: bar.domain, scale: bar.scale };
  const ticks = ticksOf(axis, 5);
  const { shareOf } = scaleOf(bar);
  const step = frame.height / shades;
  const steps = Array.from(
    { length: shades },
    (_, i) =>
      `<rect y="${round(frame.height - (i + 1) * step)}" width="${COLOUR_BAR.width}" height="${round(step + 0.3)}" fill="${colourAt((i + 0.5) / shades)}"/>`,
  );
  const place = (value: number) => frame.height * (1 - shareOf(value));
  return [
    `<g transform="translate(${round(x)},${round(frame.y)})">${steps.join("")}`,
    yAxis(ticks, place, { width: COLOUR_BAR.width, height: frame.height, sides: "right", labels: "right" }, theme),
    `<rect width="${COLOUR_BAR.width}" height="${round(frame.height)}" stroke="${theme.ink}" stroke-width="${LINE_WIDTHS_PT.frame}"/></g>`,
  ].join("");
}

/** A button that takes what bears the name out of the figure. */
function legendEntry({ entry, x, y }: PlacedEntry, hidden: ReadonlySet<string>, theme: Theme): string {
  const middle = x + SWATCH_PT / 2;
  const swatches = entry.layers.map((layer) => {
    const colour = inkOf(layer.colour, theme);
    switch (layer.kind) {
      case "line":
      case "rule":
        return `<path d="M${round(x)} ${round(y - 2.8)}h${SWATCH_PT}" ${strokeOf(colour, layer.dash)}/>`;
      case "points":
        return `<path d="${symbolPath(layer.shape, layer.areaPt, middle, y - 2.8)}" fill="${colour}"/>`;
      case "band":
      case "bars":
      case "steps": {
        const box = `<rect x="${round(x)}" y="${round(y - 6)}" width="${SWATCH_PT}" height="6"`;
        const fill = layer.kind === "steps" ? layer.fill && inkOf(layer.fill, theme) : colour;
        const stroke = layer.kind === "steps" ? strokeOf(colour, layer.dash) : "";
        return `${box} ${fill ? `fill="${fill}"` : ""} ${stroke} ${layer.kind === "band" ? 'fill-opacity="0.35"' : ""}/>`;
      }
      default:
        return layer satisfies never;
    }
  });
  const isHidden = hidden.has(entry.name);
  const label = text(entry.name, x + SWATCH_PT + 3, y, { sizePt: FONT_SIZES_PT.legend }, theme);
  const width = SWATCH_PT + 3 + textWidthPt(entry.name, FONT_SIZES_PT.legend);
  const area = `<rect x="${round(x)}" y="${round(y - 8)}" width="${round(width)}" height="10.5" fill="${theme.paper}" fill-opacity="0"/>`;
  const button = `class="entry" role="button" tabindex="0" aria-pressed="${!isHidden}" data-name="${escapeXml(entry.name)}"`;
  return `<g ${button}${isHidden ? ' opacity="0.35"' : ""}>${area}${swatches.join("")}${label}</g>`;
}

function yTitle(placed: PlacedPanel, frame: PlacedFrame, lines: PlacedPanel["yTitle"], theme: Theme): string {
  const titles = lines.map((line) => text(line.text, line.x, frame.y, { align: "end", angle: -90 }, theme));
  const { factor } = frame.ticks;
  const look = { align: "end", sizePt: FONT_SIZES_PT.note } as const;
  return [...titles, factor ? text(factor, placed.x - 2, frame.y - 4, look, theme) : ""].join("");
}
