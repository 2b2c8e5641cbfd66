/** @file As many ticks as an axis has room to label. */
import { shareOf } from "./domain.ts";
import type { Axis } from "./figure.ts";
import { textWidthPt } from "./font.ts";
import { FONT_SIZES_PT } from "./style.ts";
import { type Ticks, ticksOf } from "./ticks.ts";

/** Of the height of a frame for a label of its y axis; logarithmic ones stand where they must, and are few. */
const LINE_PT = { linear: 24, log: 14 } as const;
const MOST = 8;
/** Free between two labels of an x axis: this much, and this share of the wider one. */
const GAP = { pt: 5, share: 0.4 };

/** @param height of the frame in points */
export function yTicks(axis: Axis, height: number): Ticks {
  return ticksOf(axis, Math.max(2, Math.round(height / LINE_PT[axis.scale ?? "linear"])));
}

/**
 * The most labels that keep apart; two that touch where there is no room for more.
 *
 * @param width of the frame in points
 */
export function xTicks(axis: Axis, width: number): Ticks {
  for (let count = MOST; count > 2; count--) {
    const ticks = ticksOf(axis, count);
    if (axis.ticks || keepApart(ticks, axis, width)) return ticks;
  }
  return ticksOf(axis, 2);
}

function keepApart({ major }: Ticks, axis: Axis, width: number): boolean {
  const widths = major.map(({ label }) => textWidthPt(label, FONT_SIZES_PT.tick));
  const gap = Math.max(GAP.pt, GAP.share * Math.max(0, ...widths));
  return major.every(({ at }, i) => {
    if (i === 0) return true;
    const apart = (shareOf(axis, at) - shareOf(axis, major[i - 1]!.at)) * width;
    return apart >= (widths[i]! + widths[i - 1]!) / 2 + gap;
  });
}

/** The widest line of some labels, in points. */
export const widestOf = (labels: readonly string[]): number =>
  Math.max(0, ...labels.flatMap((label) => label.split("\n")).map((line) => textWidthPt(line, FONT_SIZES_PT.tick)));

/** The label at the very top of a frame would run into the lowest one of the frame above. */
export function withoutLabelAtTop(ticks: Ticks, [low, high]: Axis["domain"]): Ticks {
  const isAtTop = (at: number) => at > high - 0.12 * (high - low);
  return { ...ticks, major: ticks.major.map((tick) => (isAtTop(tick.at) ? { ...tick, label: "" } : tick)) };
}
