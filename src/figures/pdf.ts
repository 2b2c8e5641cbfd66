/**
 * @file Our SVG → PDF: the same lines as vectors, the same font embedded; the only file that names PDFKit.
 * It reads what `tidy-svg.ts` writes and nothing else: SVG of the world at large is a job for a larger library, and those that
 * there are for Node are not kept any more (svg-to-pdfkit) or want a browser (svg2pdf.js).
 */
import type PDFDocument from "pdfkit";
import { type FontStyle, fontFile } from "./font-files.ts";

type Attributes = Readonly<Record<string, string>>;

interface Piece {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly isClosed: boolean;
  /** Text up to the next piece. */
  readonly text: string;
}

/** @param svg one of ours, sizes in points. @returns the same bytes for the same drawing */
export async function pdfOf(svg: string): Promise<Uint8Array> {
  const { default: Document } = await import("pdfkit");
  const pieces = piecesOf(svg);
  const [width, height] = [
    Number.parseFloat(pieces[0]!.attributes["width"]!),
    Number.parseFloat(pieces[0]!.attributes["height"]!),
  ];
  const info = { CreationDate: new Date(0), Producer: "thesis-ml", Creator: "thesis-ml" };
  const document = new Document({ size: [width, height], margin: 0, info, font: fontFile("regular") });
  const bytes: Uint8Array[] = [];
  document.on("data", (chunk: Uint8Array) => bytes.push(chunk));
  const ended = new Promise((resolve) => document.once("end", resolve));
  draw(document, pieces);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(bytes));
}

function draw(document: typeof PDFDocument.prototype, pieces: readonly Piece[]): void {
  const clips = clipsOf(pieces);
  let text: Attributes | undefined; // the element that tspans stand in
  let isDefinition = false;
  for (const { tag, attributes, isClosed, text: content } of pieces) {
    if (tag === "defs") isDefinition = true;
    if (tag === "/defs") isDefinition = false;
    if (isDefinition) continue;
    switch (tag) {
      case "g":
        document.save();
        transform(document, attributes);
        clip(document, attributes, clips);
        if (isClosed) document.restore();
        break;
      case "/g":
        document.restore();
        break;
      case "rect":
      case "path":
      case "line":
        document.save();
        transform(document, attributes);
        outline(document, tag, attributes);
        paint(document, attributes);
        document.restore();
        break;
      case "text":
        text = attributes;
        if (content !== "") write(document, content, attributes);
        break;
      case "tspan":
        write(document, content, { ...text, ...attributes });
        break;
      default: // svg and the ends of the others
    }
  }
}

function outline(document: typeof PDFDocument.prototype, tag: string, attributes: Attributes): void {
  const at = (name: string) => Number(attributes[name] ?? 0);
  if (tag === "path") document.path(attributes["d"]!);
  else if (tag === "line") document.moveTo(at("x1"), at("y1")).lineTo(at("x2"), at("y2"));
  else document.rect(at("x"), at("y"), at("width"), at("height"));
}

function paint(document: typeof PDFDocument.prototype, attributes: Attributes): void {
  const { fill = "none", stroke } = attributes;
  document.fillOpacity(Number(attributes["fill-opacity"] ?? 1));
  document.lineWidth(Number(attributes["stroke-width"] ?? 1));
  if (attributes["stroke-linejoin"] === "round") document.lineJoin("round");
  const dash = attributes["stroke-dasharray"]?.split(/[ ,]+/).map(Number);
  if (dash) document.dash(dash[0]!, { space: dash[1] ?? dash[0]! });
  if (fill !== "none" && stroke) document.fillAndStroke(colourOf(fill), colourOf(stroke));
  else if (fill !== "none") document.fill(colourOf(fill));
  else if (stroke) document.stroke(colourOf(stroke));
}

function write(document: typeof PDFDocument.prototype, content: string, attributes: Attributes): void {
  const text = content.replace(/&(amp|lt|gt|quot|#39|apos);/g, (_, name: string) => SIGNS[name]!);
  const style = styleOf(attributes);
  const size = Number.parseFloat(attributes["font-size"] ?? "10");
  document.save();
  transform(document, attributes);
  document
    .font(fontFile(style))
    .fontSize(size)
    .fillColor(colourOf(attributes["fill"] ?? "black"));
  const anchor = attributes["text-anchor"];
  const width = anchor ? document.widthOfString(text) : 0;
  const x = Number(attributes["x"] ?? 0) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
  document.text(text, x, Number(attributes["y"] ?? 0), { lineBreak: false, baseline: "alphabetic" });
  document.restore();
}

function styleOf(attributes: Attributes): FontStyle {
  const [bold, italic] = [attributes["font-weight"] === "bold", attributes["font-style"] === "italic"];
  return bold && italic ? "boldItalic" : bold ? "bold" : italic ? "italic" : "regular";
}

function transform(document: typeof PDFDocument.prototype, { transform: value = "" }: Attributes): void {
  for (const [, name, list] of value.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = list!.split(/[ ,]+/).map(Number);
    if (name === "translate") document.translate(numbers[0]!, numbers[1] ?? 0);
    else if (name === "rotate") document.rotate(numbers[0]!);
    else throw new Error(`our SVG has no transform "${name}"`);
  }
}

function clip(document: typeof PDFDocument.prototype, attributes: Attributes, clips: ReadonlyMap<string, Piece>): void {
  const id = /url\(#([^)]+)\)/.exec(attributes["clip-path"] ?? "")?.[1];
  const shape = id === undefined ? undefined : clips.get(id);
  if (!shape) return;
  outline(document, shape.tag, shape.attributes);
  document.clip();
}

/** The shape of every clip path, which stands directly inside it. */
function clipsOf(pieces: readonly Piece[]): Map<string, Piece> {
  const clips = new Map<string, Piece>();
  for (const [i, { tag, attributes }] of pieces.entries()) {
    if (tag === "clipPath") clips.set(attributes["id"]!, pieces[i + 1]!);
  }
  return clips;
}

function piecesOf(svg: string): Piece[] {
  return Array.from(svg.matchAll(/<(\/?[A-Za-z]+)([^>]*?)(\/?)>([^<]*)/g), ([, tag, inside, end, text]) => ({
    tag: tag!,
    attributes: Object.fromEntries(
      Array.from(inside!.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name!, value!]),
    ),
    isClosed: end === "/",
    text: text!.trim() === "" ? "" : text!,
  }));
}

const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'" };

/** PDFKit knows names and `#rrggbb`; Vega writes the colours of cells as `rgb(…)`. */
function colourOf(colour: string): PDFKit.Mixins.ColorValue {
  const parts = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(colour);
  return parts ? [Number(parts[1]), Number(parts[2]), Number(parts[3])] : colour;
}
