/** @file A figure → a Vega specification: every position fixed, ticks inside on all four sides. */
import type { Mark, Scale, Spec, Axis as VegaAxis } from "vega";
import type { Axis, ColourBar, Figure, Layer } from "./figure.ts";
import { type Layout, layoutOf, type PlacedEntry, type PlacedFrame, type PlacedPanel } from "./layout.ts";
import { COLOUR_BAR, LABEL_GAP } from "./margins.ts";
import { COLOUR_MAP, COLOURS, FONT_FAMILY, FONT_SIZES_PT, INK, LINE_WIDTHS_PT, TICK_LENGTHS_PT } from "./style.ts";
import { type Ticks, ticksOf } from "./ticks.ts";
import { layerMarks, strokeLook, symbolLook } from "./vega-layers.ts";
import { linesOf, SWATCH_PT } from "./wrap.ts";

/** Texts keep their markup (`text-markup.ts`); one unit is one point. */
export function vegaSpecOf(figure: Figure): Spec {
  const layout = layoutOf(figure);
  return {
    width: layout.widthPt,
    height: layout.heightPt,
    padding: 0,
    autosize: "none",
    background: "white",
    marks: [...titleMarks(layout), ...layout.legend.flatMap(legendMarks), ...layout.panels.flatMap(panelMarks)],
  };
}

function titleMarks({ title, label, notes }: Layout): Mark[] {
  const sizePt = FONT_SIZES_PT.title;
  return [
    ...(label ? [text(label.lead, label.x, label.y, { sizePt, bold: true, italic: true })] : []),
    ...(label?.rest ? [text(label.rest, label.restX, label.y, { sizePt })] : []),
    ...(title ? [text(title.text, title.x, title.y, { sizePt, bold: true })] : []),
    ...notes.map((note) => text(note.text, note.x, note.y, note)),
  ];
}

function panelMarks(placed: PlacedPanel): Mark[] {
  const { panel, frame, below, x, width } = placed;
  const lowest = below ?? frame;
  const marks: Mark[] = [
    ...placed.header.map((line) => text(line.text, line.x, line.y, line)),
    ...placed.legend.flatMap(legendMarks),
    frameMark(placed, frame, panel.y, panel.layers, below === undefined),
    ...placed.xTitle.map((line) => text(line.text, x + width, line.y, { align: "right" })),
    ...yTitle(placed, frame, placed.yTitle),
  ];
  if (placed.xTicks.factor) marks.push(text(placed.xTicks.factor, x, placed.xFactorY, { sizePt: FONT_SIZES_PT.tick }));
  if (below && panel.below) {
    marks.push(frameMark(placed, below, panel.below.y, panel.below.layers, true));
    marks.push(...yTitle(placed, below, placed.belowTitle));
  }
  if (panel.colourBar) {
    marks.push(...colourBarMarks(panel.colourBar, x + width + COLOUR_BAR.gap, frame));
    marks.push(...placed.barTitle.map((line) => text(line.text, line.x, frame.y, { align: "right", angle: -90 })));
  }
  if (panel.message) {
    const middle = (frame.y + lowest.y + lowest.height) / 2;
    marks.push(text(panel.message, x + width / 2, middle, { align: "center", colour: COLOURS.guide }));
  }
  return marks;
}

/** One frame: scales, clipped layers, then ticks and outline over them. */
function frameMark(
  placed: PlacedPanel,
  frame: PlacedFrame,
  y: Axis,
  layers: readonly Layer[],
  isLabelled: boolean,
): Mark {
  const { panel, width, xTicks } = placed;
  const size = { width: { value: width }, height: { value: frame.height } };
  const scales: Scale[] = [scale("x", panel.x, [0, width]), scale("y", y, [frame.height, 0])];
  if (panel.colourBar) scales.push(colourScale(panel.colourBar));
  return {
    type: "group",
    encode: { enter: { x: { value: placed.x }, y: { value: frame.y }, ...size } },
    scales: [...scales, labelScale("x_labels", xTicks), labelScale("y_labels", frame.ticks)],
    axes: [
      ...axesOf("x", xTicks, isLabelled ? "bottom" : null, ["bottom", "top"]),
      ...axesOf("y", frame.ticks, "left", ["left", "right"]),
    ],
    marks: [
      {
        type: "group",
        clip: true,
        encode: { enter: size },
        marks: layers.flatMap((layer) => layerMarks(layer, panel.x, y)),
      },
      outline(size),
      ...nameMarks(frame, y),
    ],
  };
}

/** Names of several lines, which an axis does not set. */
function nameMarks({ height, ticks }: PlacedFrame, { domain: [low, high] }: Axis): Mark[] {
  return ticks.major.filter(isName).flatMap(({ at, label }) => {
    const middle = height * (1 - (at - low) / (high - low));
    const look = { align: "right", sizePt: FONT_SIZES_PT.tick } as const;
    return linesOf(label).map(({ line, shift }) => text(line, -LABEL_GAP, middle + shift, look));
  });
}

const isName = ({ label }: Ticks["major"][number]): boolean => label.includes("\n");

type Side = "left" | "right" | "top" | "bottom";

/** Major and minor ticks on the given sides; labels on one of them at most. */
function axesOf(scaleName: string, ticks: Ticks, labelled: Side | null, sides: readonly Side[]): VegaAxis[] {
  const look = { scale: scaleName, domain: false, translate: 0, tickRound: false, tickColor: INK, zindex: 1 } as const;
  return sides.flatMap((orient): VegaAxis[] => [
    {
      ...look,
      orient,
      values: ticks.major.map(({ at }) => at),
      tickSize: -TICK_LENGTHS_PT.major,
      tickWidth: LINE_WIDTHS_PT.majorTick,
      labels: orient === labelled,
      labelFont: FONT_FAMILY,
      labelFontSize: FONT_SIZES_PT.tick,
      labelColor: INK,
      labelLimit: 0,
      labelPadding: TICK_LENGTHS_PT.major + 3, // counted from the inner end of the tick
      encode: { labels: { update: { text: { scale: `${scaleName}_labels`, field: "value" } } } },
    },
    {
      ...look,
      orient,
      values: [...ticks.minor],
      tickSize: -TICK_LENGTHS_PT.minor,
      tickWidth: LINE_WIDTHS_PT.minorTick,
      labels: false,
    },
  ]);
}

function colourBarMarks(bar: ColourBar, x: number, frame: PlacedFrame): Mark[] {
  const shades = 64;
  const axis: Axis = { label: bar.label, domain: bar.domain, scale: bar.scale };
  const ticks = ticksOf(axis, 5);
  const size = { width: { value: COLOUR_BAR.width }, height: { value: frame.height } };
  const steps = Array.from({ length: shades }, (_, i) => ({
    value: valueAt((i + 0.5) / shades, bar),
    y: (1 - (i + 1) / shades) * frame.height,
  }));
  return [
    {
      type: "group",
      encode: { enter: { x: { value: x }, y: { value: frame.y }, ...size } },
      data: [{ name: "shades", values: steps }],
      scales: [scale("y", axis, [frame.height, 0]), colourScale(bar), labelScale("y_labels", ticks)],
      axes: axesOf("y", ticks, "right", ["right"]),
      marks: [
        {
          type: "rect",
          from: { data: "shades" },
          encode: {
            enter: {
              y: { field: "y" },
              height: { value: frame.height / shades + 0.3 },
              width: { value: COLOUR_BAR.width },
              fill: { scale: "colour", field: "value" },
            },
          },
        },
        outline(size),
      ],
    },
  ];
}

function valueAt(share: number, { domain: [low, high], scale: kind }: ColourBar): number {
  return kind === "log" ? low * (high / low) ** share : low + (high - low) * share;
}

function legendMarks({ entry, x, y }: PlacedEntry): Mark[] {
  const middle = x + SWATCH_PT / 2;
  const end = { x: { value: x }, x2: { value: x + SWATCH_PT } };
  const swatches = entry.layers.map((layer): Mark => {
    const colour = { value: layer.colour };
    switch (layer.kind) {
      case "line":
      case "rule":
        return {
          type: "rule",
          encode: { enter: { ...end, y: { value: y - 2.8 }, ...strokeLook(layer.colour, layer.dash) } },
        };
      case "points":
        return {
          type: "symbol",
          encode: { enter: { x: { value: middle }, y: { value: y - 2.8 }, ...symbolLook(layer) } },
        };
      case "band":
      case "bars":
      case "steps": {
        const box = { ...end, y: { value: y - 6 }, height: { value: 6 } };
        const fill = layer.kind === "steps" ? layer.fill && { value: layer.fill } : colour;
        const stroke = layer.kind === "steps" ? strokeLook(layer.colour, layer.dash) : {};
        const fade = layer.kind === "band" ? { fillOpacity: { value: 0.35 } } : {};
        return { type: "rect", encode: { enter: { ...box, ...(fill && { fill }), ...stroke, ...fade } } };
      }
      default:
        return layer satisfies never;
    }
  });
  return [...swatches, text(entry.name, x + SWATCH_PT + 3, y, { sizePt: FONT_SIZES_PT.legend })];
}

function yTitle(placed: PlacedPanel, frame: PlacedFrame, lines: PlacedPanel["yTitle"]): Mark[] {
  const marks = lines.map((line) => text(line.text, line.x, frame.y, { align: "right", angle: -90 }));
  const { factor } = frame.ticks;
  if (factor) marks.push(text(factor, placed.x - 2, frame.y - 4, { align: "right", sizePt: FONT_SIZES_PT.note }));
  return marks;
}

function outline(size: { readonly width: { value: number }; readonly height: { value: number } }): Mark {
  const stroke = { stroke: { value: INK }, strokeWidth: { value: LINE_WIDTHS_PT.frame } };
  return { type: "rect", encode: { enter: { ...size, ...stroke } } };
}

function scale(name: string, axis: Axis, range: [number, number]): Scale {
  return { name, type: axis.scale ?? "linear", domain: [...axis.domain], range, zero: false, nice: false } as Scale;
}

function colourScale(bar: ColourBar): Scale {
  return {
    name: "colour",
    type: bar.scale,
    domain: [...bar.domain],
    range: { scheme: COLOUR_MAP },
    clamp: true,
    zero: false,
  } as Scale;
}

/** Vega looks the label of a tick up by its value. */
function labelScale(name: string, { major }: Ticks): Scale {
  return {
    name,
    type: "ordinal",
    domain: major.map(({ at }) => at),
    range: major.map((tick) => (isName(tick) ? "" : tick.label)),
  };
}

interface TextLook {
  readonly sizePt?: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly align?: "left" | "center" | "right";
  readonly angle?: number;
  readonly colour?: string;
}

function text(content: string, x: number, y: number, look: TextLook): Mark {
  return {
    type: "text",
    encode: {
      enter: {
        x: { value: x },
        y: { value: y },
        text: { value: content },
        align: { value: look.align ?? "left" },
        font: { value: FONT_FAMILY },
        fontSize: { value: look.sizePt ?? FONT_SIZES_PT.label },
        fill: { value: look.colour ?? INK },
        ...(look.bold && { fontWeight: { value: "bold" } }),
        ...(look.italic && { fontStyle: { value: "italic" } }),
        ...(look.angle !== undefined && { angle: { value: look.angle } }),
      },
    },
  };
}
