/** @file Texts and legends in lines that are no longer than there is room. */
import { textWidthPt } from "./font.ts";
import type { LegendEntry } from "./legend.ts";
import { FONT_SIZES_PT } from "./style.ts";

/** Length of the sample before a name of the legend. */
export const SWATCH_PT = 15;
const LEGEND_GAP = 9;
/** Height of a line of a label. */
export const LABEL_LINE = 8.5;

/** Lines of a text around its middle, each with the way down to its baseline in points. */
export function linesOf(text: string, sizePt: number = FONT_SIZES_PT.tick): { line: string; shift: number }[] {
  const lines = text.split("\n");
  const half = 0.36 * sizePt; // of the height of a digit
  return lines.map((line, i) => ({ line, shift: half + (i - (lines.length - 1) / 2) * LABEL_LINE }));
}

/** Breaks at spaces only; a word wider than the line gets a line of its own. */
export function wrapText(text: string, sizePt: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidthPt(longer, sizePt) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** One line, or columns of equal width where that takes no more lines than words running on. */
export function wrapLegend(entries: readonly LegendEntry[], width: number): { entry: LegendEntry; x: number }[][] {
  const lengths = entries.map(({ name }) => SWATCH_PT + 3 + textWidthPt(name, FONT_SIZES_PT.legend) + LEGEND_GAP);
  const lines: { entry: LegendEntry; x: number }[][] = [];
  let x = Infinity;
  for (const [i, entry] of entries.entries()) {
    if (x + lengths[i]! - LEGEND_GAP > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)!.push({ entry, x });
    x += lengths[i]!;
  }
  const column = Math.max(...lengths);
  const columns = Math.floor((width + LEGEND_GAP) / column);
  if (lines.length < 2 || columns < 1 || Math.ceil(entries.length / columns) > lines.length) return lines;
  return Array.from({ length: Math.ceil(entries.length / columns) }, (_, line) =>
    entries.slice(line * columns, (line + 1) * columns).map((entry, i) => ({ entry, x: i * column })),
  );
}
