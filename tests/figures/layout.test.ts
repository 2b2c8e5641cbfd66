/** @file Where things stand on paper: names and titles keep out of each other's way, however long they are. */
import { expect, test } from "vitest";
import { barPanel, curvePanel, gridFigure, scatterPanel } from "#figures";
import { layoutOf, type PlacedPanel } from "../../src/figures/layout.ts";

const bars = (names: readonly string[]) =>
  barPanel({ label: "Time [s]", names, series: [{ values: names.map((_, i) => i + 1) }] });

test("names beside a frame take two lines rather than its room, and rows are high enough for them", () => {
  const long = Array.from({ length: 8 }, (_, i) => `residual_vq, β = 0.01, epochs = ${i}, lr = 0.0003, K = 512`);
  const [short, wrapped] = [["vq", "none"], long].map((names) => layoutOf(gridFigure([bars(names)])).panels[0]!);
  expect(wrapped!.width).toBeGreaterThan(100);
  const lines = wrapped!.frame.ticks.major.map(({ label }) => label.split("\n"));
  for (const each of lines) expect(each.length).toBeGreaterThan(1);
  expect(lines[0]!.join(" ").replaceAll("\u00a0", " ")).toBe(long[0]);
  expect(lines.flat().filter((line) => /^=|=$/.test(line.trim()))).toEqual([]); // a value stays with its name
  expect(wrapped!.frame.height / 8).toBeGreaterThan(lines[0]!.length * 8);
  expect(short!.frame.ticks.major.map(({ label }) => label)).toEqual(["vq", "none"]);
});

test("names of the first panel leave the others their room", () => {
  const named = bars(["a name of some length", "another name"]);
  const namesOf = ({ frame }: PlacedPanel) => frame.ticks.major.map(({ label }) => label);
  const { panels } = layoutOf(gridFigure([named, { ...named }], { columns: 2 }));
  expect(panels[1]!.width).toBe(panels[0]!.width);
  expect(panels[1]!.x - (panels[0]!.x + panels[0]!.width)).toBeLessThan(30);
  expect(namesOf(panels[1]!)).toEqual(["", ""]);
  const below = layoutOf(gridFigure([named, { ...named }], { columns: 1 })).panels;
  expect(namesOf(below[1]!)).toEqual(namesOf(below[0]!)); // each by itself where they stand below each other
});

test("a title of the x axis that is longer than its panel takes more lines, and nothing stands in them", () => {
  const curve = (label: string) =>
    curvePanel({ x: { label }, y: { label: "Loss" }, series: [{ x: [0, 1], y: [1, 2] }] });
  const long = "Share of the codebook that is chosen at all by the events of the validation split [%]";
  const { panels } = layoutOf(
    gridFigure(
      Array.from({ length: 4 }, () => curve(long)),
      { columns: 2, widthPt: 245 },
    ),
  );
  expect(panels[0]!.xTitle.map(({ text }) => text).join(" ")).toBe(long);
  expect(panels[0]!.xTitle.length).toBeGreaterThan(1);
  expect(panels[0]!.xTitle.at(-1)!.y).toBeLessThan(panels[2]!.frame.y);
});

test("an error bar down to zero neither makes a logarithmic axis linear nor endless", () => {
  const y = [0.001, 0.2];
  const panel = scatterPanel({
    x: { label: "Bits" },
    y: { label: "MSE", scale: "auto" },
    series: [{ x: [1, 2], y, yLow: [-0.01, 1e-9], yHigh: [0.02, 0.4] }],
  });
  expect(panel.y.scale).toBe("log");
  expect(panel.y.domain[0]).toBeGreaterThan(0.0001);
  expect(panel.y.domain[1]).toBeGreaterThan(0.4);
});
