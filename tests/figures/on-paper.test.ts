/** @file Figures for print: widths, the experiment's label, letters that can be read, and PDF of vectors. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { curvePanel, gridFigure, onPaper, renderFigure, renderSvg } from "#figures";
import { sampleFigures } from "./sample-figures.ts";

const label = "ATLAS Simulation Work in Progress";
const panels = Array.from({ length: 3 }, (_, i) =>
  curvePanel({
    title: `*β* = ${i}`,
    x: { label: "Epoch", integer: true },
    y: { label: "Best validation MSE of the tokens and of the globals" },
    series: [{ name: "none", x: [0, 1, 2], y: [3, 2, i], low: [2, 1, i - 1], high: [4, 3, i + 1] }],
  }),
);
const widthOf = (svg: string) => Number(/width="([\d.]+)pt"/.exec(svg)![1]);

test.each([
  ["column", 245],
  ["full", 504],
  [100, 283],
] as const)("width %s is %i points", async (width, points) => {
  for (const figure of Object.values(sampleFigures())) {
    expect(widthOf(await renderSvg(onPaper(figure, { width })))).toBe(points);
  }
});

test("a figure is left as it is unless something is asked", () => {
  const figure = gridFigure(panels);
  expect(onPaper(figure, {})).toBe(figure);
  expect(onPaper(figure, { label: " " })).toBe(figure);
});

test("panels stand below each other in a column, and beside each other on a page", () => {
  const figure = gridFigure(panels, { columns: 3 });
  expect(onPaper(figure, { width: "column" }).columns).toBe(1);
  expect(onPaper(figure, { width: "full" }).columns).toBe(3);
});

test("every letter is 8 pt or larger at the width of a column, but for indices", async () => {
  for (const figure of [...Object.values(sampleFigures()), gridFigure(panels)]) {
    const svg = await renderSvg(onPaper(figure, { width: "column", label }));
    const sizes = Array.from(svg.matchAll(/<text[^>]*font-size="([\d.]+)px"/g), ([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8);
  }
});

test("a labelled figure of one column looks as it did", async () => {
  const figure = onPaper(gridFigure(panels, { notes: ["Mean ± standard deviation over 2 seeds"] }), {
    width: "column",
    label,
  });
  await expect(await renderSvg(figure)).toMatchFileSnapshot("golden/labelled_column.svg");
});

test("the first word of the label stands out", async () => {
  const svg = await renderSvg(onPaper(sampleFigures()["curve"]!, { label }));
  expect(svg).toMatch(
    /<text[^>]*font-style="italic"[^>]*font-weight="bold"[^>]*>ATLAS<|<text[^>]*font-weight="bold"[^>]*font-style="italic"[^>]*>ATLAS</,
  );
  expect(svg).toContain(">Simulation Work in Progress<");
});

test("a title longer than its frame takes two lines", async () => {
  const svg = await renderSvg(onPaper(gridFigure(panels), { width: "column" }));
  expect(svg).toContain(">and of the globals<");
  expect(svg).not.toContain("Best validation MSE of the tokens and of the globals");
});

describe("a PDF", () => {
  const poppler = spawnSync("pdffonts", ["-v"]).error === undefined;
  if (!poppler) console.warn("SKIPPED: what others read in a PDF, because there is no pdffonts (poppler-utils)");

  test("is the same every time", async () => {
    const figure = sampleFigures()["labelled_heatmap"]!;
    const [first, second] = [await renderFigure(figure, "pdf"), await renderFigure(figure, "pdf")];
    expect(Buffer.from(first).subarray(0, 5).toString()).toBe("%PDF-");
    expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
  });

  test.skipIf(!poppler).each(Object.entries(sampleFigures()))(
    "of a %s is vectors, with the font in it and every text of the SVG",
    async (_, figure) => {
      const labelled = onPaper(figure, { label });
      const folder = mkdtempSync(join(tmpdir(), "thesis-pdf-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, "figure.pdf");
      writeFileSync(path, await renderFigure(labelled, "pdf"));
      const ask = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: "utf8" }).stdout;
      const fonts = ask("pdffonts", path).trimEnd().split("\n").slice(2);
      expect(fonts.length).toBeGreaterThan(0);
      for (const font of fonts) expect(font).toMatch(/\+Arimo-\S+ +CID TrueType +Identity-H +yes +yes/);
      expect(ask("pdfimages", "-list", path).trimEnd().split("\n").slice(2)).toEqual([]);
      expect(ask("pdfinfo", path)).toContain(`Page size:       ${labelled.widthPt} x `);
      const text = ask("pdftotext", "-raw", path, "-").replace(/\s+/g, "");
      const svg = await renderSvg(labelled);
      for (const [, run] of svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)) {
        const plain = run!.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, "");
        if (/^[\w ]+$/.test(plain)) expect(text).toContain(plain);
      }
    },
  );
});
