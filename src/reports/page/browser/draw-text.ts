/** @file Texts of a figure as SVG: markup set as type, placed by its anchor. */
import { FONT_SIZES_PT, hasMarkup, parseMarkup, toTspans } from "#figures/drawing";
import { escapeXml, round } from "../markup.ts";
import { runWidthPt, textWidthPt } from "./font.ts";
import type { Theme } from "./theme.ts";

export interface TextLook {
  readonly sizePt?: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly align?: "start" | "middle" | "end";
  readonly angle?: number;
  readonly colour?: string;
}

export function text(content: string, x: number, y: number, look: TextLook, theme: Theme): string {
  const {
    sizePt = FONT_SIZES_PT.label,
    align = "start",
    angle,
    bold = false,
    italic = false,
    colour = theme.ink,
  } = look;
  const turn = angle === undefined ? "" : ` rotate(${angle})`;
  const markup = escapeXml(content);
  const attributes = [
    `transform="translate(${round(x)},${round(y)})${turn}" font-size="${sizePt}px" fill="${colour}"`,
    bold ? 'font-weight="bold"' : "",
    italic ? 'font-style="italic"' : "",
  ];
  if (!hasMarkup(parseMarkup(markup))) {
    if (align !== "start") attributes.push(`text-anchor="${align}"`);
    return `<text ${attributes.join(" ")}>${markup}</text>`;
  }
  const begin = -textWidthPt(content, sizePt) * (align === "end" ? 1 : align === "middle" ? 0.5 : 0);
  const inside = toTspans(markup, sizePt, begin, (run) => runWidthPt(run, sizePt));
  return `<text ${attributes.join(" ")}>${inside}</text>`;
}
