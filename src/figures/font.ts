/**
 * @file The font that is shipped, Arimo (widths of Arial), and how wide a text set in it is.
 * Reads the tables `head`, `hhea`, `hmtx` and `cmap` (format 4) of the OpenType specification 1.9.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { INDEX_SIZE, parseMarkup, placeRuns, type TextRun } from "./text-markup.ts";

const STYLES = ["400Regular/Arimo_400Regular", "400Regular_Italic/Arimo_400Regular_Italic", "700Bold/Arimo_700Bold"];

/** Paths of the font files: regular, italic, bold. */
export function fontFiles(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("@expo-google-fonts/arimo/package.json"));
  return STYLES.map((style) => join(folder, `${style}.ttf`));
}

/** Width in points of a text with markup, set in regular; a character the font lacks counts as its replacement box. */
export function textWidthPt(markup: string, sizePt: number): number {
  return placeRuns(parseMarkup(markup), (run) => runWidthPt(run, sizePt)).width;
}

/** Width in points of one run; an index is smaller than its line. */
export function runWidthPt(run: TextRun, sizePt: number): number {
  regular ??= readMetrics(readFileSync(fontFiles()[0]!));
  let units = 0;
  for (const character of run.text) units += regular.advanceOf(character.codePointAt(0)!);
  return (units / regular.unitsPerEm) * sizePt * (run.level === "line" ? 1 : INDEX_SIZE);
}

/** Whether the font has a glyph for every character of a text. */
export function hasGlyphs(text: string): boolean {
  regular ??= readMetrics(readFileSync(fontFiles()[0]!));
  return [...text].every((character) => regular!.glyphOf(character.codePointAt(0)!) !== 0);
}

interface Metrics {
  readonly unitsPerEm: number;
  glyphOf(codePoint: number): number;
  advanceOf(codePoint: number): number;
}

let regular: Metrics | undefined; // read once, from a file that never changes

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
