import { expect, test } from "vitest";
import { columnWidths, textTable } from "#utils/text-table.ts";

const rows = [
  ["part", "parameters", "gives"],
  ["encoder", "22,496", "latent"],
  ["in all", "7", ""],
];

test("columns stand below each other, and nothing behind the last", () => {
  expect(textTable(rows)).toEqual(["part     parameters  gives", "encoder  22,496      latent", "in all   7"]);
});

test("numbers end below each other, counted from either side", () => {
  const expected = ["  part     parameters  gives", "  encoder      22,496  latent", "  in all            7"];
  expect(textTable(rows, { rightAligned: [1], indent: "  " })).toEqual(expected);
  expect(textTable(rows, { rightAligned: [-2], indent: "  " })).toEqual(expected);
});

test("no rows are no lines", () => {
  expect(textTable([])).toEqual([]);
  expect(columnWidths([])).toEqual([]);
});

test("in a narrow terminal the first column gives way, and nothing goes beyond the edge", () => {
  const rows = [
    ["point", "state"],
    ["#3 latent_space=residual_vq", "finished"],
  ];
  expect(textTable(rows, { width: 30 })).toEqual(["point                 state", "#3 latent_space=res…  finished"]);
  for (const line of textTable(rows, { width: 14 })) expect(line.length).toBeLessThanOrEqual(14);
});
