/** @file Where everything stands on paper: frames aligned over a grid, margins measured from the labels. */
import type { Figure, Panel } from "./figure.ts";
import { widestOf, withoutLabelAtTop, xTicks, yTicks } from "./fitting-ticks.ts";
import { plainWidthPt } from "./font.ts";
import { type LegendEntry, legendOf, sharedLegendOf } from "./legend.ts";
import { BELOW_SHARE, COLOUR_BAR, heightOf, LABEL_GAP, marginsOf, TITLE_LINE, withWrappedNames } from "./margins.ts";
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
  /** As it was given; its ticks as they are drawn stand in the frames. */
  readonly panel: Panel;
  readonly x: number;
  readonly width: number;
  readonly frame: PlacedFrame;
  readonly below?: PlacedFrame;
  readonly xTicks: Ticks;
  /** Texts above the frame, with the baseline of each. */
  readonly header: readonly PlacedText[];
  readonly legend: readonly PlacedEntry[];
  /** Title of the x axis, ending at the right of the frame, from top to bottom. */
  readonly xTitle: readonly XTitleLine[];
  /** Baseline of the factor of the x axis. */
  readonly xFactorY: number;
  /** Below everything. */
  readonly bottom: number;
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

/** By its baseline. */
export interface XTitleLine {
  readonly text: string;
  readonly y: number;
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

const EDGE = 4; // between the outermost ink and the edge of the paper
const GUTTER = 10; // between columns, and between rows
const GAP_BELOW = 5; // between a frame and the one below it
const LINE = { label: 14, header: 10.5, note: 9.5 } as const;
const WIDE_MARGIN = 0.3; // of the whole width
const LEAST_FRAME = 40;

export function layoutOf(figure: Figure): Layout {
  const columns = Math.max(1, Math.min(figure.columns, figure.panels.length));
  const all = withWrappedNames(figure.panels, columns, figure.widthPt);
  const places = columnsOf(all, columns, figure.widthPt);
  const headers = all.map((panel, i) => {
    const { width, right, indent } = places[i % columns]!;
    return headerOf(panel, width + right + indent, !figure.sharedLegend);
  });

  let top = EDGE;
  const label = figure.label ? labelOf(figure.label, places[0]!.x - places[0]!.indent, top) : undefined;
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
  for (let first = 0; first < all.length; first += columns) {
    const row = all.slice(first, first + columns);
    const y = top + Math.max(...row.map((_, i) => headers[first + i]!.height));
    row.forEach((panel, i) => {
      const placed = placePanel(panel, headers[first + i]!, { ...places[i]!, y });
      panels.push({ ...placed, panel: figure.panels[first + i]! });
    });
    top = Math.max(...panels.slice(first).map(({ bottom }) => bottom)) + GUTTER;
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

interface Column {
  /** Where its texts begin, and where its frames do. */
  readonly left: number;
  readonly x: number;
  /** Of its frames, the same for all columns. */
  readonly width: number;
  /** What stands right of its frames. */
  readonly right: number;
  /** How far left of the frame its header begins. */
  readonly indent: number;
}

function columnsOf(panels: readonly Panel[], columns: number, widthPt: number): Column[] {
  const room = widthPt - 2 * EDGE - (columns - 1) * GUTTER;
  const margins = marginsOf(panels, columns, room / columns);
  const beside = margins.reduce((sum, { left, right }) => sum + left + right, 0);
  const width = Math.max(LEAST_FRAME, (room - beside) / columns);
  let begin = EDGE;
  return margins.map(({ left, right }): Column => {
    const all = left + width + right;
    const indent = left > all * WIDE_MARGIN ? left : 0; // long names beside the frame leave no room above it
    const column = { left: begin, x: begin + left, width, right, indent };
    begin += all + GUTTER;
    return column;
  });
}

interface Place extends Column {
  readonly y: number;
}

function placePanel(panel: Panel, header: Header, place: Place): PlacedPanel {
  const height = heightOf(panel, place.width);
  const belowHeight = height * BELOW_SHARE;
  const bottom = place.y + height + (panel.below ? GAP_BELOW + belowHeight : 0);
  const below = panel.below && {
    y: bottom - belowHeight,
    height: belowHeight,
    ticks: withoutLabelAtTop(yTicks(panel.below.y, belowHeight), panel.below.y.domain),
  };
  const ticks = xTicks(panel.x, place.width);
  const xTitleY = bottom + LABEL_GAP + FONT_SIZES_PT.tick * 0.76 + FONT_SIZES_PT.label + 2.5;
  const beside = ticks.factor ? widestOf([ticks.factor]) + 6 : 0;
  const lines =
    panel.x.label === ""
      ? []
      : wrapText(panel.x.label, FONT_SIZES_PT.label, place.x + place.width - place.left - beside);
  const xTitle = lines.map((text, i) => ({ text, y: xTitleY + i * TITLE_LINE }));
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
    xTicks: ticks,
    header: header.texts.map((text) => ({ ...text, x: place.x - place.indent + text.x, y: place.y - text.y })),
    legend: header.entries.map((entry) => ({ ...entry, x: place.x - place.indent + entry.x, y: place.y - entry.y })),
    xTitle,
    xFactorY: xTitleY,
    bottom: 3 + (xTitle.at(-1)?.y ?? (ticks.factor ? xTitleY : xTitleY - TITLE_LINE + 3)),
    yTitle: titleOf(panel.y.label, height),
    belowTitle: panel.below ? titleOf(panel.below.y.label, belowHeight) : [],
    barTitle: bar ? titleLines(bar.label, height, barTitleX) : [],
  };
}

/** Two lines where one is longer than the frame is high. */
function titleLines(label: string, length: number, x: number): TitleLine[] {
  const lines = label === "" ? [] : wrapText(label, FONT_SIZES_PT.label, length);
  return lines.map((text, i) => ({ text, x: x + i * TITLE_LINE }));
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
