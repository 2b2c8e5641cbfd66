/** @file Vega's SVG → ours: markup set as type, sizes in points, nothing left in it that draws nothing. */
import { runWidthPt, textWidthPt } from "./font.ts";
import { FONT_FAMILY } from "./style.ts";
import { hasMarkup, parseMarkup, toTspans } from "./text-markup.ts";

/** The same drawing, one element a line, so that a changed figure is a readable diff. */
export function tidySvg(svg: string, widthPt: number, heightPt: number): string {
  const bare = svg
    .replace(/ (?:class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version)="[^"]*"/g, "")
    .replace(/ opacity="1"/g, "")
    .replace(/<path d="[^"]*" display="none"\/>/g, "")
    .replace(/<path d="M0,0h[^"]*"\/>/g, "") // backgrounds of groups: no fill, no stroke
    .replace(/ transform="translate\(0,0\)"/g, "")
    .replace(/ text-anchor="start"/g, "")
    .replace(/ font-family="[^"]*"/g, "")
    .replace(/<[^>]+>/g, (tag) =>
      tag.replace(/-?\d+\.\d{4,}/g, (long) => String(Math.round(Number(long) * 1000) / 1000)),
    )
    .replace(/<g fill="none"[^>]*>/, `<g fill="none" font-family="${FONT_FAMILY}">`);
  const small = unwrap(bare).replace(
    /^<svg ([^>]*?) width="[^"]*" height="[^"]*"/,
    `<svg $1 width="${widthPt}pt" height="${heightPt}pt"`,
  );
  const set = small.replace(/<text([^>]*)>([^<]*)<\/text>/g, (_, attributes, markup) => setText(attributes, markup));
  return `${withOwnIds(set).replace(/>(?=<(?!tspan|\/tspan|\/text))/g, ">\n")}\n`;
}

/** Texts with markup are placed by the widths of the shipped font; plain ones are left to the renderer. */
function setText(attributes: string, markup: string): string {
  const runs = parseMarkup(markup);
  if (!hasMarkup(runs)) return `<text${attributes}>${runs.map(({ text }) => text).join("")}</text>`;
  const size = Number(/font-size="([\d.]+)px"/.exec(attributes)?.[1] ?? 10);
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
  const begin = -textWidthPt(markup, size) * (anchor === "end" ? 1 : anchor === "middle" ? 0.5 : 0);
  const rest = attributes.replace(/ text-anchor="\w+"/, "");
  return `<text${rest}>${toTspans(markup, size, begin, (run) => runWidthPt(run, size))}</text>`;
}

/** Takes away groups that are empty or only wrap another element without saying anything about it. */
function unwrap(svg: string): string {
  interface Open {
    readonly tag: string;
    readonly at: number;
  }
  const pieces: string[] = [];
  const open: Open[] = [];
  for (const [piece] of svg.matchAll(/<[^>]+>|[^<]+/g)) {
    if (/^<g[^>]*\/>$/.test(piece)) continue;
    if (piece === "</g>") {
      const { tag, at } = open.pop()!;
      const isEmpty = pieces.slice(at + 1).every((inside) => inside === "");
      if (isEmpty) pieces.length = at;
      else if (tag === "<g>") pieces[at] = "";
      else pieces.push(piece);
    } else {
      if (/^<g[ >]/.test(piece)) open.push({ tag: piece, at: pieces.length });
      pieces.push(piece);
    }
  }
  return pieces.join("");
}

/** Ids that depend on the drawing, so that several figures can stand in one page. */
function withOwnIds(svg: string): string {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < svg.length; i++) hash = Math.imul(hash ^ svg.charCodeAt(i), 0x01000193);
  const own = (hash >>> 0).toString(36);
  return svg.replace(/(id="|url\(#)(clip|gradient)(?:_)?(\d+)/g, `$1$2-${own}-$3`);
}
