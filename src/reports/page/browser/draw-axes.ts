/** @file Ticks and their labels, inside the frame on all its sides. */
import { FONT_SIZES_PT, LABEL_GAP, LINE_WIDTHS_PT, linesOf, TICK_LENGTHS_PT, type Ticks } from "#figures/drawing";
import { round } from "../markup.ts";
import { text } from "./draw-text.ts";
import type { Theme } from "./theme.ts";

/** The frame, in points. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

type Place = (value: number) => number;

/** Ticks from the bottom and the top; labels below. */
export function xAxis(
  ticks: Ticks,
  place: Place,
  { width, height }: FrameSize,
  isLabelled: boolean,
  theme: Theme,
): string {
  const shown = within(ticks, place, width);
  const stroke = (x: number, length: number) => `M${round(x)} ${round(height)}v${-length}M${round(x)} 0v${length}`;
  const look = { align: "middle", sizePt: FONT_SIZES_PT.tick } as const;
  const labels = isLabelled ? shown.major : [];
  const y = height + 3 + FONT_SIZES_PT.tick * 0.9;
  return [
    tickPaths(shown, place, stroke, theme),
    ...labels.map(({ at, label }) => text(label, place(at), y, look, theme)),
  ].join("");
}

export interface YAxisOptions extends FrameSize {
  readonly sides: "both" | "right";
  readonly labels: "left" | "right";
}

/** Ticks from the left and the right, or from the right alone. */
export function yAxis(
  ticks: Ticks,
  place: Place,
  { width, height, sides, labels }: YAxisOptions,
  theme: Theme,
): string {
  const shown = within(ticks, place, height);
  const stroke = (y: number, length: number) =>
    `${sides === "both" ? `M0 ${round(y)}h${length}` : ""}M${round(width)} ${round(y)}h${-length}`;
  const [x, align] = labels === "left" ? [-LABEL_GAP, "end" as const] : [width + LABEL_GAP, "start" as const];
  const look = { align, sizePt: FONT_SIZES_PT.tick };
  return [
    tickPaths(shown, place, stroke, theme),
    ...shown.major.flatMap(({ at, label }) =>
      linesOf(label).map(({ line, shift }) => text(line, x, place(at) + shift, look, theme)),
    ),
  ].join("");
}

/** Those in the frame: an enlarged one has lost some of its named ticks. */
function within({ major, minor, factor }: Ticks, place: Place, length: number): Ticks {
  const isInside = (value: number) => place(value) >= -0.01 && place(value) <= length + 0.01;
  return { major: major.filter(({ at }) => isInside(at)), minor: minor.filter(isInside), factor };
}

function tickPaths(
  { major, minor }: Ticks,
  place: Place,
  stroke: (at: number, length: number) => string,
  { ink }: Theme,
): string {
  const path = (values: readonly number[], length: number, width: number) =>
    values.length === 0
      ? ""
      : `<path d="${values.map((value) => stroke(place(value), length)).join("")}" stroke="${ink}" stroke-width="${width}"/>`;
  const named = major.map(({ at }) => at);
  return (
    path(named, TICK_LENGTHS_PT.major, LINE_WIDTHS_PT.majorTick) +
    path(minor, TICK_LENGTHS_PT.minor, LINE_WIDTHS_PT.minorTick)
  );
}
