/** @file Figures on paper: golden files, the same bytes every time, nothing cut off, and what happens without data. */
import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curvePanel, emptyPanel, gridFigure, renderPng, renderSvg } from "#figures";
import { fontFiles } from "../../src/figures/font-files.ts";
import { kinds, sampleFigures } from "./sample-figures.ts";

describe.each(Object.entries(sampleFigures()))("a %s", (name, figure) => {
  test("looks as it did", async () => {
    await expect(await renderSvg(figure)).toMatchFileSnapshot(`golden/${name}.svg`);
  });

  test("keeps everything on the paper", async () => {
    const svg = await renderSvg(figure);
    const ink = svg.replace(/<rect [^>]*fill="white"\/>/, "");
    const box = new Resvg(ink, { font: { fontFiles: fontFiles(), loadSystemFonts: false } }).innerBBox()!;
    const height = Number(/height="([\d.]+)pt"/.exec(svg)![1]);
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(figure.widthPt);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
  });
});

test("the same data give the same bytes, also when drawn side by side", async () => {
  const figures = Object.values(sampleFigures());
  const alone: string[] = [];
  for (const figure of figures) alone.push(await renderSvg(figure));
  expect(await Promise.all(figures.map(renderSvg))).toEqual(alone);
  const [first, second] = await Promise.all([renderPng(figures[0]!), renderPng(figures[0]!)]);
  expect(Buffer.compare(first, second)).toBe(0);
});

test("figures in one page do not share the ids of their clip paths", async () => {
  const svgs = await Promise.all(Object.values(sampleFigures()).map(renderSvg));
  const ids = svgs.flatMap((svg) => Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const svg of svgs) for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(` id="${id}"`);
});

test("a PNG has the width in pixels and the resolution that were asked for", async () => {
  const png = Buffer.from(await renderPng(sampleFigures()["curve"]!, { dpi: 144 }));
  expect(png.readUInt32BE(16)).toBe(490); // 245 pt
  const resolution = png.indexOf("pHYs");
  expect(png.readUInt32BE(resolution + 4)).toBe(5669); // 144 pixels an inch in pixels a metre
});

test("a PNG shows its texts", async () => {
  const panel = { ...emptyPanel("", ""), layers: [] };
  const [silent, speaking] = await Promise.all(
    ["", "text"].map((message) => renderPng(gridFigure([{ ...panel, message }]))),
  );
  expect(Buffer.compare(silent!, speaking!)).not.toBe(0);
});

test("signs with a meaning in XML are only text", async () => {
  const svg = await renderSvg(gridFigure([emptyPanel("a<b & c", "d")], { title: '"quoted" <title>' }));
  expect(svg).toContain("a&lt;b &amp; c");
  expect(svg).not.toContain("<title>");
});

test("a logarithmic axis leaves out what is not positive", () => {
  const y = { label: "Loss", scale: "log" as const };
  const panel = curvePanel({ x: { label: "Epoch" }, y, series: [{ x: [0, 1, 2], y: [0, -3, 10] }] });
  expect(panel.message).toBeUndefined();
  expect(panel.y.domain[0]).toBeGreaterThan(0);
  expect(curvePanel({ x: { label: "Epoch" }, y, series: [{ x: [0, 1], y: [0, -3] }] }).message).toBe("no data");
});

describe.each(Object.entries(kinds))("a %s of bad numbers", (_, panel) => {
  test.each([
    ["nothing", []],
    ["NaN alone", [Number.NaN, Number.NaN]],
    ["infinities alone", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ])("says that there is no data: %s", async (_, values) => {
    expect(await renderSvg(gridFigure([panel(values, values)]))).toContain(">no data<");
  });

  test("is drawn whatever the numbers", { timeout: 120_000 }, async () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.double({ min: -10, max: 10 }), fc.constant(7)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(numbers, numbers, async (a, b) => {
        const svg = await renderSvg(gridFigure([panel(a, b)]));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 25, seed: 1 },
    );
  });
});

test("no panels at all are a figure that says so", async () => {
  expect(await renderSvg(gridFigure([]))).toContain(">no data<");
});
