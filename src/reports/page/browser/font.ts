/** @file How wide a text is in the font of the browser; stands in for `figures/font.ts`, which reads a file. */
import { FONT_FAMILY, INDEX_SIZE, parseMarkup, placeRuns, type TextRun } from "#figures/drawing";

const context = document.createElement("canvas").getContext("2d")!;
const SIZE = 100; // measured large, for hinting rounds small sizes
const widths = new Map<string, number>();

export function runWidthPt({ text, italic, level }: TextRun, sizePt: number): number {
  return plainWidthPt(text, sizePt, italic ? "italic" : "regular") * (level === "line" ? 1 : INDEX_SIZE);
}

export function textWidthPt(markup: string, sizePt: number): number {
  return placeRuns(parseMarkup(markup), (run) => runWidthPt(run, sizePt)).width;
}

const STYLES = { regular: "", italic: "italic ", bold: "bold ", boldItalic: "italic bold " } as const;

export function plainWidthPt(text: string, sizePt: number, style: keyof typeof STYLES = "regular"): number {
  const font = `${STYLES[style]}${SIZE}px ${FONT_FAMILY}`;
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    context.font = font;
    width = context.measureText(text).width / SIZE;
    widths.set(key, width);
  }
  return width * sizePt;
}
