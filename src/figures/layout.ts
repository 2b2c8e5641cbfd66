/** @file Where everything stands on paper: frames aligned over a grid, margins measured from the labels. */
import type { Axis, Figure, Panel } from "./figure.ts";
import { plainWidthPt, textWidthPt } from "./font.ts";
import { type LegendEntry, legendOf, sharedLegendOf } from "./legend.ts";
import { FONT_SIZES_PT } from "./style.ts";
import { type Ticks, ticksOf } from "./ticks.ts";
import { wrapLegend, wrapText } from "./wrap.ts";

/** All lengths in points, from the upper left corner of the figure. */
export interface Layout {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly title?: { readonly text: string; readonly x: number; readonly y: number };
  /** The first word, which stands out, and what follows it. */
  readonly label?: {
    readonly lead: string;
    readonly rest: string;
    readonly x: number;
    readonly restX: number;
    readonly y: number;
  };
  readonly notes: readonly PlacedText[];
  /** The legend of all panels; empty when each has its own. */
  readonly legend: readonly PlacedEntry[];
  readonly panels: readonly PlacedPanel[];
}

export interface PlacedPanel {
  readonly panel: Panel;
  readonly x: number;
  readonly width: number;
  readonly frame: PlacedFrame;
  readonly below?: PlacedFrame;
  readonly xTicks: Ticks;
  /** Texts above the frame, with the baseline of each. */
  readonly header: readonly PlacedText[];
  readonly legend: readonly PlacedEntry[];
  /** Baseline of the title of the x axis. */
  readonly xTitleY: number;
  /** Title of the y axis, from left to right. */
  readonly yTitle: readonly TitleLine[];
  readonly belowTitle: readonly TitleLine[];
  readonly barTitle: readonly TitleLine[];
}

/** A line that is read upwards, by its baseline. */
export interface TitleLine {
  readonly text: string;
  readonly x: number;
}

export interface PlacedFrame {
  readonly y: number;
  readonly height: number;
  readonly ticks: Ticks;
}

export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly sizePt: number;
  readonly bold: boolean;
}

export interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly x: number;
  /** Baseline. */
  readonly y: number;
}

export const COLOUR_BAR = { gap: 6, width: 7 } as const;

const EDGE = 4; // between the outermost ink and the edge of the paper
const GUTTER = 10; // between columns, and between rows
const GAP_BELOW = 5; // between a frame and the one below it
const BELOW_SHARE = 0.4; // height of the frame below over the main one
const LINE = { label: 14, header: 10.5, note: 9.5, title: 10.5 } as const;
const WIDE_MARGIN = 0.3; // of the whole width
const LABEL_GAP = 3.5;

export function layoutOf(figure: Figure): Layout {
  const columns = Math.max(1, Math.min(figure.columns, figure.panels.length));
  const cell = (figure.widthPt - 2 * EDGE - (columns - 1) * GUTTER) / columns;
  const [left, right] = marginsOf(figure.panels, cell);
  const indent = left > cell * WIDE_MARGIN ? left : 0; // long names beside the frame leave no room above it
  const headers = figure.panels.map((panel) => headerOf(panel, cell - left + indent, !figure.sharedLegend));

  let top = EDGE;
  const label = figure.label ? labelOf(figure.label, EDGE + left - indent, top) : undefined;
  if (label) top += LINE.label;
  const title = figure.title === undefined ? undefined : { text: figure.title, x: EDGE, y: top + FONT_SIZES_PT.title };
  if (title) top += 14;
  const shared = figure.sharedLegend ? wrapLegend(sharedLegendOf(figure.panels), figure.widthPt - 2 * EDGE) : [];
  const legend = shared.flatMap((line, i) =>
    line.map(({ entry, x }) => ({ entry, x: EDGE + x, y: top + LINE.header * (i + 0.85) })),
  );
  top += LINE.header * shared.length + (shared.length > 0 ? 2 : 0);
  const lines = (figure.notes ?? []).flatMap((note) => wrapText(note, FONT_SIZES_PT.note, figure.widthPt - 2 * EDGE));
  const notes = lines.map((text, i) => ({
    text,
    x: EDGE,
    y: top + LINE.note * (i + 0.85),
    ...{ sizePt: FONT_SIZES_PT.note, bold: false },
  }));
  top += LINE.note * notes.length + (notes.length > 0 ? 2 : 0);

  const panels: PlacedPanel[] = [];
  for (let first = 0; first < figure.panels.length; first += columns) {
    const row = figure.panels.slice(first, first + columns);
    const frameTop = top + Math.max(...row.map((_, i) => headers[first + i]!.height));
    row.forEach((panel, i) => {
      const begin = EDGE + i * (cell + GUTTER);
      const place = { left: begin, x: begin + left, y: frameTop, width: cell - left - right, indent };
      panels.push(placePanel(panel, headers[first + i]!, place));
    });
    top = Math.max(...panels.slice(first).map(({ xTitleY }) => xTitleY)) + 3 + GUTTER;
  }
  return {
    widthPt: figure.widthPt,
    heightPt: Math.ceil(top - GUTTER + EDGE - 2),
    ...(title && { title }),
    ...(label && { label }),
    notes,
    legend,
    panels,
  };
}

function labelOf(label: string, x: number, top: number): NonNullable<Layout["label"]> {
  const [, lead = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(label.trim())!;
  const size = FONT_SIZES_PT.title;
  const restX = x + plainWidthPt(lead, size, "boldItalic") + plainWidthPt(" ", size);
  return { lead, rest, x, restX, y: top + size };
}

interface Place {
  readonly left: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** How far left of the frame its header begins. */
  readonly indent: number;
}

function placePanel(panel: Panel, header: Header, place: Place): PlacedPanel {
  const height = place.width * (panel.aspect ?? 0.72);
  const belowHeight = height * BELOW_SHARE;
  const bottom = place.y + height + (panel.below ? GAP_BELOW + belowHeight : 0);
  const below = panel.below && {
    y: bottom - belowHeight,
    height: belowHeight,
    ticks: withoutLabelAtTop(yTicks(panel.below.y, belowHeight), panel.below.y.domain),
  };
  const titleOf = (label: string, length: number) => titleLines(label, length, place.left + FONT_SIZES_PT.label * 0.8);
  const bar = panel.colourBar;
  const barLabels = bar ? widestOf(ticksOf({ ...bar, label: "" }, 5).major.map(({ label }) => label)) : 0;
  const barTitleX =
    place.x + place.width + COLOUR_BAR.gap + COLOUR_BAR.width + 3.5 + barLabels + FONT_SIZES_PT.label + 1;
  return {
    panel,
    x: place.x,
    width: place.width,
    frame: { y: place.y, height, ticks: yTicks(panel.y, height) },
    ...(below && { below }),
    xTicks: xTicksOf(panel.x, place.width),
    header: header.texts.map((text) => ({ ...text, x: place.x - place.indent + text.x, y: place.y - text.y })),
    legend: header.entries.map((entry) => ({ ...entry, x: place.x - place.indent + entry.x, y: place.y - entry.y })),
    xTitleY: bottom + LABEL_GAP + FONT_SIZES_PT.tick * 0.76 + FONT_SIZES_PT.label + 2.5,
    yTitle: titleOf(panel.y.label, height),
    belowTitle: panel.below ? titleOf(panel.below.y.label, belowHeight) : [],
    barTitle: bar ? titleLines(bar.label, height, barTitleX) : [],
  };
}

/** Two lines where one is longer than the frame is high. */
function titleLines(label: string, length: number, x: number): TitleLine[] {
  const lines = label === "" ? [] : wrapText(label, FONT_SIZES_PT.label, length);
  return lines.map((text, i) => ({ text, x: x + i * LINE.title }));
}

/** What stands left and right of every frame of a figure: labels as wide as they get at any likely height of a frame. */
function marginsOf(panels: readonly Panel[], cell: number): readonly [left: number, right: number] {
  const sides = panels.map((panel) => {
    const likely = [0.7, 0.85, 1].map((share) => share * cell * (panel.aspect ?? 0.72));
    const frames = [
      ...likely.map((height) => yTicks(panel.y, height)),
      ...(panel.below ? likely.map((height) => yTicks(panel.below!.y, height * BELOW_SHARE)) : []),
    ];
    const labels = frames.flatMap(({ major, factor }) => [...major.map(({ label }) => label), factor]);
    const left = FONT_SIZES_PT.label + 3.5 + widestOf(labels) + LABEL_GAP;
    if (panel.colourBar) {
      const { label: _, ...axis } = panel.colourBar;
      const bar = widestOf(ticksOf({ label: "", ...axis }, 5).major.map(({ label }) => label));
      return { left, right: COLOUR_BAR.gap + COLOUR_BAR.width + LABEL_GAP + bar + FONT_SIZES_PT.label + 4 };
    }
    const last = xTicksOf(panel.x, 150).major.at(-1);
    return { left, right: Math.max(3, last ? widestOf([last.label]) / 2 : 0) };
  });
  const [left, right] = [Math.max(...sides.map(({ left }) => left)), Math.max(...sides.map(({ right }) => right))];
  const more = (labelOf: (panel: Panel) => string, share = 1) =>
    Math.max(
      ...panels.map((panel) => {
        const height = (cell - left - right - LINE.title) * (panel.aspect ?? 0.72) * share;
        return (Math.max(1, wrapText(labelOf(panel), FONT_SIZES_PT.label, height).length) - 1) * LINE.title;
      }),
    );
  const beside = Math.max(
    more(({ y }) => y.label),
    more(({ below }) => below?.y.label ?? "", BELOW_SHARE),
  );
  return [left + beside, right + more(({ colourBar }) => colourBar?.label ?? "")];
}

interface Header {
  readonly height: number;
  /** x from the left of the frame, y upwards from its top. */
  readonly texts: readonly PlacedText[];
  readonly entries: readonly PlacedEntry[];
}

/** Title, legend and notes above the frame: there they can hide nothing. */
function headerOf(panel: Panel, width: number, hasLegend: boolean): Header {
  const texts: PlacedText[] = [];
  const entries: PlacedEntry[] = [];
  let y = 4; // upwards from the frame, so from the last line to the first
  const notes = (panel.notes ?? []).flatMap((note) => wrapText(note, FONT_SIZES_PT.note, width));
  for (const note of notes.toReversed()) {
    texts.push({ text: note, x: 0, y, sizePt: FONT_SIZES_PT.note, bold: false });
    y += LINE.note;
  }
  const lines = hasLegend ? wrapLegend(legendOf(panel), width) : [];
  for (const line of lines.toReversed()) {
    for (const { entry, x } of line) entries.push({ entry, x, y });
    y += LINE.header;
  }
  if (panel.title !== undefined) {
    texts.push({ text: panel.title, x: 0, y, sizePt: FONT_SIZES_PT.legend, bold: true });
    y += LINE.header;
  }
  return { height: y + 2, texts, entries };
}

const yTicks = (axis: Axis, height: number) => ticksOf(axis, Math.max(2, Math.round(height / 24)));

/** The label at the very top would run into the lowest one of the frame above. */
function withoutLabelAtTop(ticks: Ticks, [low, high]: Axis["domain"]): Ticks {
  const isAtTop = (at: number) => at > high - 0.12 * (high - low);
  return { ...ticks, major: ticks.major.map((tick) => (isAtTop(tick.at) ? { ...tick, label: "" } : tick)) };
}

/** As many labels as leave a good part of their width free between them. */
function xTicksOf(axis: Axis, width: number): Ticks {
  for (let count = 8; count > 2; count--) {
    const ticks = ticksOf(axis, count);
    if (ticks.major.length * widestOf(ticks.major.map(({ label }) => label)) * 1.7 <= width) return ticks;
  }
  return ticksOf(axis, 2);
}

const widestOf = (labels: readonly string[]) =>
  Math.max(0, ...labels.map((label) => textWidthPt(label, FONT_SIZES_PT.tick)));
