/** @file Layers of a panel → Vega marks; each brings its own points, so a mark can be read by itself. */
import type { Mark } from "vega";
import { type Domain, isDrawable } from "./domain.ts";
import type {
  Axis,
  BandLayer,
  BarsLayer,
  CellsLayer,
  LabelsLayer,
  Layer,
  LineLayer,
  Numbers,
  PointsLayer,
  RuleLayer,
  StepsLayer,
} from "./figure.ts";
import { DASHES, FONT_FAMILY, FONT_SIZES_PT, INK, LINE_WIDTHS_PT } from "./style.ts";
import { linesOf } from "./wrap.ts";

/** Values of one point, by the names the mark's encoding uses. */
type Datum = Readonly<Record<string, number | boolean | string>>;

/** @returns marks that expect the scales `x`, `y` and, for cells, `colour` */
export function layerMarks(layer: Layer, x: Axis, y: Axis): Mark[] {
  switch (layer.kind) {
    case "steps":
      return stepsMarks(layer, y);
    case "band":
      return bandMarks(layer, y);
    case "line":
      return lineMarks(layer, x, y);
    case "points":
      return pointsMarks(layer, x, y);
    case "cells":
      return cellsMarks(layer);
    case "bars":
      return barsMarks(layer);
    case "rule":
      return [ruleMark(layer, x.domain, y.domain)];
    case "labels":
      return [labelsMark(layer, x, y)];
    default:
      return layer satisfies never;
  }
}

function stepsMarks(layer: StepsLayer, y: Axis): Mark[] {
  const base = baseOf(y);
  const bins = layer.values.length;
  const outline: Datum[] = [];
  for (let i = 0; i < bins; i++) {
    const drawn = isDrawable(layer.values[i]!);
    const height = drawn ? onAxis(layer.values[i]!, y) : base;
    if (i === 0) outline.push({ x: layer.edges[0]!, y: base, drawn });
    outline.push({ x: layer.edges[i]!, y: height, drawn }, { x: layer.edges[i + 1]!, y: height, drawn });
    if (i === bins - 1) outline.push({ x: layer.edges[bins]!, y: base, drawn });
  }
  const marks: Mark[] = [];
  if (layer.fill)
    marks.push(
      area(
        outline.map((point) => ({ ...point, y2: base })),
        layer.fill,
        1,
      ),
    );
  marks.push(line(outline, layer.colour, layer.dash));
  return marks;
}

function bandMarks(layer: BandLayer, y: Axis): Mark[] {
  const points: Datum[] = [];
  const isByBin = layer.x.length === layer.low.length + 1;
  for (let i = 0; i < layer.low.length; i++) {
    const [low, high] = [layer.low[i]!, layer.high[i]!];
    const drawn = isDrawable(low) && isDrawable(high);
    const point = { y: drawn ? onAxis(high, y) : 0, y2: drawn ? onAxis(low, y) : 0, drawn };
    points.push({ ...point, x: layer.x[i]! });
    if (isByBin) points.push({ ...point, x: layer.x[i + 1]! });
  }
  return [area(points, layer.colour, 0.35)];
}

function lineMarks(layer: LineLayer, x: Axis, y: Axis): Mark[] {
  const points = indices(layer.x).map((i) => {
    const drawn = isDrawable(layer.x[i]!, x.scale) && isDrawable(layer.y[i]!, y.scale);
    return { x: drawn ? layer.x[i]! : 0, y: drawn ? layer.y[i]! : 1, drawn };
  });
  return [line(points, layer.colour, layer.dash)];
}

function pointsMarks(layer: PointsLayer, x: Axis, y: Axis): Mark[] {
  const shown = indices(layer.x).filter((i) => isDrawable(layer.x[i]!, x.scale) && isDrawable(layer.y[i]!, y.scale));
  const bars: Mark[] = [];
  const errors = (low: Numbers, high: Numbers, along: "x" | "y") => {
    const drawn = shown.filter((i) => isDrawable(low[i]!) && isDrawable(high[i]!));
    const axis = along === "x" ? x : y;
    const ends = drawn.map((i) => ({
      x: layer.x[i]!,
      y: layer.y[i]!,
      [`${along}1`]: onAxis(low[i]!, axis),
      [`${along}2`]: onAxis(high[i]!, axis),
    }));
    const [a, b] = [field(along, `${along}1`), field(along, `${along}2`)];
    const stroke = { stroke: { value: layer.colour }, strokeWidth: { value: LINE_WIDTHS_PT.error } };
    const across = along === "x" ? { x: a, x2: b, y: field("y", "y") } : { y: a, y2: b, x: field("x", "x") };
    bars.push(mark("rule", ends, { ...across, ...stroke }));
  };
  if (layer.xLow && layer.xHigh) errors(layer.xLow, layer.xHigh, "x");
  if (layer.yLow && layer.yHigh) errors(layer.yLow, layer.yHigh, "y");
  const symbols = mark(
    "symbol",
    shown.map((i) => ({ x: layer.x[i]!, y: layer.y[i]! })),
    {
      x: field("x", "x"),
      y: field("y", "y"),
      ...symbolLook(layer),
    },
  );
  return [...bars, symbols];
}

/** Seams between neighbouring cells vanish under a third of a point of overlap. */
function cellsMarks(layer: CellsLayer): Mark[] {
  const columns = layer.xEdges.length - 1;
  const shown = indices(layer.values).filter((i) => isDrawable(layer.values[i]!) && layer.values[i] !== 0);
  const cells = shown.map((i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const { xEdges, yEdges } = layer;
    return {
      x: xEdges[column]!,
      x2: xEdges[column + 1]!,
      y: yEdges[row]!,
      y2: yEdges[row + 1]!,
      value: layer.values[i]!,
    };
  });
  return [
    mark("rect", cells, {
      x: field("x", "x"),
      x2: { ...field("x", "x2"), offset: 0.3 },
      y: field("y", "y"),
      y2: { ...field("y", "y2"), offset: -0.3 },
      fill: { scale: "colour", field: "value" },
    }),
  ];
}

function barsMarks(layer: BarsLayer): Mark[] {
  const shown = indices(layer.values).filter((i) => isDrawable(layer.values[i]!));
  const half = layer.thickness / 2;
  const bars = shown.map((i) => ({ zero: 0, value: layer.values[i]!, y: layer.y[i]! + half, y2: layer.y[i]! - half }));
  const marks = [
    mark("rect", bars, {
      x: field("x", "zero"),
      x2: field("x", "value"),
      y: field("y", "y"),
      y2: field("y", "y2"),
      fill: { value: layer.colour },
    }),
  ];
  const { low, high } = layer;
  if (low && high) {
    const errors = shown
      .filter((i) => isDrawable(low[i]!) && isDrawable(high[i]!))
      .map((i) => ({ low: low[i]!, high: high[i]!, y: layer.y[i]! }));
    const stroke = { stroke: { value: INK }, strokeWidth: { value: LINE_WIDTHS_PT.error } };
    marks.push(mark("rule", errors, { x: field("x", "low"), x2: field("x", "high"), y: field("y", "y"), ...stroke }));
  }
  return marks;
}

function ruleMark(layer: RuleLayer, x: Domain, y: Domain): Mark {
  const [from, to] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
  const ends =
    layer.along === "diagonal"
      ? { x: from, x2: to, y: from, y2: to }
      : layer.along === "x"
        ? { x: x[0], x2: x[1], y: layer.at, y2: layer.at }
        : { x: layer.at, x2: layer.at, y: y[0], y2: y[1] };
  return mark("rule", [ends], {
    x: field("x", "x"),
    x2: field("x", "x2"),
    y: field("y", "y"),
    y2: field("y", "y2"),
    ...strokeLook(layer.colour, layer.dash, LINE_WIDTHS_PT.guide),
  });
}

function labelsMark(layer: LabelsLayer, x: Axis, y: Axis): Mark {
  const shown = indices(layer.x).filter((i) => isDrawable(layer.x[i]!, x.scale) && isDrawable(layer.y[i]!, y.scale));
  const labels = shown.flatMap((i) =>
    linesOf(layer.texts[i] ?? "").map(({ line, shift }) => ({
      x: layer.x[i]!,
      y: layer.y[i]!,
      text: line,
      shift,
      colour: layer.colours[i] ?? INK,
    })),
  );
  return mark("text", labels, {
    x: field("x", "x"),
    y: { ...field("y", "y"), offset: { field: "shift" } },
    text: { field: "text" },
    fill: { field: "colour" },
    align: { value: "center" },
    font: { value: FONT_FAMILY },
    fontSize: { value: FONT_SIZES_PT.tick },
  });
}

/** Stroke of a line, the same in the panel and in the legend. */
export function strokeLook(colour: string, dash: keyof typeof DASHES = "solid", width: number = LINE_WIDTHS_PT.data) {
  const strokeDash = dash === "solid" ? {} : { strokeDash: { value: [...DASHES[dash]] } };
  return { stroke: { value: colour }, strokeWidth: { value: width }, ...strokeDash };
}

export function symbolLook(layer: PointsLayer) {
  return {
    shape: { value: layer.shape ?? "circle" },
    size: { value: layer.areaPt ?? 10 },
    fill: { value: layer.colour },
  };
}

function line(points: readonly Datum[], colour: string, dash?: keyof typeof DASHES): Mark {
  const look = { ...strokeLook(colour, dash), strokeJoin: { value: "round" as const } };
  return mark("line", points, { x: field("x", "x"), y: field("y", "y"), defined: { field: "drawn" }, ...look });
}

function area(points: readonly Datum[], colour: string, opacity: number): Mark {
  const look = { fill: { value: colour }, ...(opacity < 1 && { fillOpacity: { value: opacity } }) };
  const places = { x: field("x", "x"), y: field("y", "y"), y2: field("y", "y2") };
  return mark("area", points, { ...places, defined: { field: "drawn" }, ...look });
}

/** Where the outline of a histogram begins and ends. */
function baseOf(axis: Axis): number {
  const [low, high] = axis.domain;
  return axis.scale === "log" ? low : Math.min(Math.max(0, low), high);
}

/** Zero has no place on a logarithmic axis: it goes below the frame, where it is clipped. */
function onAxis(value: number, axis: Axis): number {
  return axis.scale === "log" ? Math.max(value, axis.domain[0] / 2) : value;
}

const indices = (values: Numbers) => Array.from({ length: values.length }, (_, i) => i);
const field = (scale: string, name: string) => ({ scale, field: name });

/** A mark with its points inside its own group, the only place where Vega lets data stand beside a mark. */
function mark(
  type: "rule" | "symbol" | "rect" | "line" | "area" | "text",
  values: readonly Datum[],
  encoding: object,
): Mark {
  const inner = { type, from: { data: "points" }, encode: { enter: encoding } } as Mark;
  return { type: "group", data: [{ name: "points", values: [...values] }], marks: [inner] };
}
