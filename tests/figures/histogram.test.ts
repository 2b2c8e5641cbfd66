import { expect, test } from "vitest";
import { histogramPanel, type Layer, residualPanel } from "#figures";

const x = { symbol: "*E*", unit: "GeV" };
const panelOf = (truth: number[], other: number[], edges = [0, 1, 2]) =>
  histogramPanel({
    x,
    counted: "Particles",
    edges,
    entries: [
      { name: "truth", values: truth },
      { name: "reconstruction", values: other },
    ],
  });
const numbers = (layer: Layer | undefined, key: string) =>
  Array.from((layer as unknown as Record<string, ArrayLike<number>>)[key]!);

test("counts are what they are, with √n around the truth", () => {
  const { layers } = panelOf([0.5, 0.5, 0.5, 0.5, 1.5], [0.5, 1.5]);
  expect(numbers(layers[0], "values")).toEqual([4, 1]);
  expect(numbers(layers[1], "low")).toEqual([2, 0]);
  expect(numbers(layers[1], "high")).toEqual([6, 2]);
});

test("the ratio is reconstruction over truth, with the uncertainty of each on its own side", () => {
  const { below } = panelOf([0.5, 0.5, 0.5, 0.5, 1.5], [0.5, 1.5]);
  const [band, , points] = below!.layers;
  expect(numbers(band, "high")).toEqual([1.5, 2]);
  expect(numbers(points, "y")).toEqual([0.25, 1]);
  expect(numbers(points, "yHigh")).toEqual([0.5, 2]);
});

test("a bin that is empty in the truth has no ratio", () => {
  const { below } = panelOf([0.5], [0.5, 1.5]);
  expect(numbers(below!.layers[2], "y")[1]).toBe(Number.POSITIVE_INFINITY); // left out when drawn
  expect(numbers(below!.layers[3], "x")).toEqual([]);
});

test("the label of the counts says how wide a bin is", () => {
  expect(panelOf([0.5], [0.5]).y.label).toBe("Particles / 1 GeV");
  expect(panelOf([0.5], [0.5], [0, 1, 4]).y.label).toBe("Particles / bin");
});

test("what is outside or not finite is said", () => {
  const { notes } = panelOf([0.5, 7, 8, 9], [0.5, Number.NaN]);
  expect(notes!.join("\n").replaceAll("\u00a0", " ")).toBe(
    "outside: truth 75 %, reconstruction 0\nreconstruction: 1 not finite",
  );
});

test("a residual comes with its median and the half width of the central 68 %", () => {
  const values = Array.from({ length: 10001 }, (_, i) => (i - 5000) / 5000 + 0.25); // even from -0.75 to 1.25
  const panel = residualPanel({ x, counted: "Particles", values });
  expect(panel.notes![0]).toBe("median 0.25 GeV,  *σ*_{68} 0.68 GeV");
  expect(panel.x.domain[0]).toBe(-panel.x.domain[1]);
});
