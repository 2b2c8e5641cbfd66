/**
 * @file How wide a text is that is set in the font that is shipped.
 * Reads the tables `head`, `hhea`, `hmtx` and `cmap` (format 4) of the OpenType specification 1.9.
 */
import { readFileSync } from "node:fs";
import { type FontStyle, fontFile } from "./font-files.ts";
import { INDEX_SIZE, parseMarkup, placeRuns, type TextRun } from "./text-markup.ts";

/** Width in points of a text with markup, set in regular; a character the font lacks counts as its replacement box. */
export function textWidthPt(markup: string, sizePt: number): number {
  return placeRuns(parseMarkup(markup), (run) => runWidthPt(run, sizePt)).width;
}

/** Width in points of one run; an index is smaller than its line. */
export function runWidthPt({ text, level }: TextRun, sizePt: number): number {
  return plainWidthPt(text, sizePt) * (level === "line" ? 1 : INDEX_SIZE);
}

/** Width in points of a text without markup. */
export function plainWidthPt(text: string, sizePt: number, style: FontStyle = "regular"): number {
  const { advanceOf, unitsPerEm } = metricsOf(style);
  let units = 0;
  for (const character of text) units += advanceOf(character.codePointAt(0)!);
  return (units / unitsPerEm) * sizePt;
}

/** Whether the font has a glyph for every character of a text. */
export function hasGlyphs(text: string): boolean {
  const { glyphOf } = metricsOf("regular");
  return [...text].every((character) => glyphOf(character.codePointAt(0)!) !== 0);
}

interface Metrics {
  readonly unitsPerEm: number;
  glyphOf(codePoint: number): number;
  advanceOf(codePoint: number): number;
}

const known = new Map<FontStyle, Metrics>(); // read once, from files that never change

function metricsOf(style: FontStyle): Metrics {
  let metrics = known.get(style);
  if (metrics === undefined) {
    metrics = readMetrics(readFileSync(fontFile(style)));
    known.set(style, metrics);
  }
  return metrics;
}

function readMetrics(bytes: Buffer): Metrics {
  const tables = new Map<string, number>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tables.set(bytes.toString("latin1", record, record + 4), bytes.readUInt32BE(record + 8));
  }
  const advances = bytes.readUInt16BE(tables.get("hhea")! + 34);
  const horizontal = tables.get("hmtx")!;
  const cmap = unicodeTable(bytes, tables.get("cmap")!);
  const segments = bytes.readUInt16BE(cmap + 6) / 2;
  const [ends, starts] = [cmap + 14, cmap + 16 + 2 * segments];
  const [deltas, offsets] = [starts + 2 * segments, starts + 4 * segments];

  const glyphOf = (codePoint: number): number => {
    for (let i = 0; i < segments; i++) {
      if (codePoint > bytes.readUInt16BE(ends + 2 * i)) continue;
      const start = bytes.readUInt16BE(starts + 2 * i);
      if (codePoint < start) return 0;
      const delta = bytes.readUInt16BE(deltas + 2 * i);
      const at = offsets + 2 * i;
      const offset = bytes.readUInt16BE(at);
      if (offset === 0) return (codePoint + delta) & 0xffff;
      const glyph = bytes.readUInt16BE(at + offset + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };

  return {
    unitsPerEm: bytes.readUInt16BE(tables.get("head")! + 18),
    glyphOf,
    advanceOf: (codePoint) => bytes.readUInt16BE(horizontal + 4 * Math.min(glyphOf(codePoint), advances - 1)),
  };
}

/** Where the format 4 table of the basic plane begins. */
function unicodeTable(bytes: Buffer, cmap: number): number {
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const table = cmap + bytes.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (bytes.readUInt16BE(table) === 4) return table;
  }
  throw new Error("the shipped font has no character table of format 4");
}
