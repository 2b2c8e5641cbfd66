import { expect, test } from "vitest";
import { labelOf, QUANTITIES } from "#figures";
import { hasGlyphs, textWidthPt } from "../../src/figures/font.ts";
import { parseMarkup } from "../../src/figures/text-markup.ts";

test("markup is italic, below and above", () => {
  expect(parseMarkup("*p*_{T}^{miss} [GeV]")).toEqual([
    { text: "p", italic: true, level: "line" },
    { text: "T", italic: false, level: "below" },
    { text: "miss", italic: false, level: "above" },
    { text: " [GeV]", italic: false, level: "line" },
  ]);
});

test("lone stars, underscores and carets are ordinary characters", () => {
  for (const text of ["codes_used", "2 * 3", "a^b", "x_{"]) {
    const runs = parseMarkup(text);
    expect(runs.map((run) => run.text).join("")).toBe(text);
    expect(runs.every(({ italic, level }) => !italic && level === "line")).toBe(true);
  }
});

test("widths are those of the font: A is 1366 of 2048 units wide in every Arial", () => {
  expect(textWidthPt("A", 2048)).toBe(1366);
  expect(textWidthPt("AA", 8)).toBe(2 * textWidthPt("A", 8));
  expect(textWidthPt("x_{A}", 10)).toBeCloseTo(textWidthPt("x", 10) + textWidthPt("A", 7), 10);
});

test("an index over another one takes the width of the wider", () => {
  expect(textWidthPt("x_{T}^{miss}", 10)).toBeCloseTo(textWidthPt("x^{miss}", 10), 10);
});

test("the font has every sign that figures use", () => {
  const quantities = Object.values(QUANTITIES).map(labelOf).join("");
  expect(hasGlyphs(`${quantities}−×±ηφπσΔβ≤≥→·–…/[]%\u00a0`)).toBe(true);
  expect(hasGlyphs("漢")).toBe(false);
});
