import { expect, test } from "vitest";
import { parseFilter } from "../../../../src/reports/page/browser/filter.ts";

const kept = (typed: string, values: readonly (string | number | null)[]) => values.filter(parseFilter(typed).keeps!);

test.each([
  ["<0.3", [0.1, 0.3, 1, null, "0.1"], [0.1]],
  [">= 1e-3", [0.001, 0.0009, 5], [0.001, 5]],
  ["0.1..0.3", [0.05, 0.1, 0.3, 0.4], [0.1, 0.3]],
  ["0.3..", [0.05, 0.3, 40, null], [0.3, 40]],
  ["..0.3", [-1, 0.3, 40], [-1, 0.3]],
  ["vq", ["none", "VQ", "rvq", null], ["VQ", "rvq"]],
  ["=vq", ["vq", "rvq"], ["vq"]],
  ["=1", [1, 10, "1"], [1, "1"]],
  ["=", [null, "", 0], [null, ""]],
  ["!vq", ["vq", "none", null], ["none", null]],
  ["!<1", [0, 1, null], [1, null]],
  ["none|=1", ["none", 1, 10], ["none", 1]],
  ["vq|", ["vq", "none"], ["vq"]],
  ["1", [1, 10, 2], [1, 10]],
  ["../data", ["../data/a.h5", "b.h5"], ["../data/a.h5"]],
])("%s", (typed, values, left) => {
  expect(kept(typed, values)).toEqual(left);
});

test.each(["", "  ", "<", ">= ", "<-", "!", "!<", "|", ".."])("%j is nothing yet, and keeps everything", (typed) => {
  expect(parseFilter(typed)).toEqual({ keeps: undefined, problem: undefined });
});

test.each([
  ["<0,3", '"0,3" is no number; did you mean 0.3?'],
  [">abc", '"abc" is no number'],
  ["vq|<x", '"x" is no number'],
])("%s is told, and keeps everything", (typed, problem) => {
  expect(parseFilter(typed)).toEqual({ keeps: undefined, problem });
});
