/**
 * @file A figure → SVG → PNG or PDF, the same bytes for the same data; the only file that names Vega and resvg.
 * Both are loaded with the first figure that is drawn.
 */
import { crc32 } from "node:zlib";
import type { Figure } from "./figure.ts";
import { fontFiles } from "./font-files.ts";
import { pdfOf } from "./pdf.ts";
import { tidySvg } from "./tidy-svg.ts";
import { vegaSpecOf } from "./vega-spec.ts";

const POINTS_PER_INCH = 72;
const METRES_PER_INCH = 0.0254;

/** @returns an SVG document whose sizes are in points */
export async function renderSvg(figure: Figure): Promise<string> {
  const vega = await import("vega");
  const spec = vegaSpecOf(figure);
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  try {
    await view.runAsync();
    const drawn = inTurn(async () => {
      vega.resetSVGDefIds(); // a counter of the whole library
      return view.toSVG();
    });
    return tidySvg(await drawn, figure.widthPt, spec.height as number);
  } finally {
    view.finalize();
  }
}

/** @param dpi pixels per inch; written into the file too, so that it has its size on paper */
export async function renderPng(figure: Figure, { dpi = 200 }: { readonly dpi?: number } = {}): Promise<Uint8Array> {
  const svg = await renderSvg(figure);
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    fitTo: { mode: "width", value: Math.round((figure.widthPt / POINTS_PER_INCH) * dpi) },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "Arimo" },
    logLevel: "off",
  });
  return withResolution(image.asPng(), dpi);
}

export const FORMATS = ["png", "svg", "pdf"] as const;
export type Format = (typeof FORMATS)[number];

/** @param dpi of the pixels; SVG and PDF are vectors */
export async function renderFigure(
  figure: Figure,
  format: Format,
  { dpi }: { readonly dpi?: number } = {},
): Promise<Uint8Array | string> {
  if (format === "png") return renderPng(figure, dpi === undefined ? {} : { dpi });
  const svg = await renderSvg(figure);
  return format === "svg" ? svg : pdfOf(svg);
}

let last: Promise<unknown> = Promise.resolve();

/** One drawing at a time: the ids of two would run into each other. */
function inTurn<T>(draw: () => Promise<T>): Promise<T> {
  const drawn = last.then(draw);
  last = drawn.catch(() => undefined); // told to its own caller
  return drawn;
}

/** Adds the chunk `pHYs` (PNG 1.2, 4.2.4.2) behind the header, which is always 33 bytes long. */
function withResolution(png: Buffer, dpi: number): Uint8Array {
  const chunk = Buffer.alloc(21);
  const perMetre = Math.round(dpi / METRES_PER_INCH);
  chunk.writeUInt32BE(9, 0);
  chunk.write("pHYs", 4, "latin1");
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16); // the unit is the metre
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
}
