import { expect, test } from "vitest";
import { parseFilter } from "../../../../src/reports/page/browser/filter.ts";

const kept = (typed: string, values: readonly (string | number | null)[]) => values.filter(parseFilter(typed)!);

test("nothing typed keeps everything", () => {
  expect(parseFilter("")).toBeUndefined();
  expect(parseFilter("  ")).toBeUndefined();
});

test.each([
  ["<0.3", [0.1, 0.3, 1, null, "0.1"], [0.1]],
  [">= 1e-3", [0.001, 0.0009, 5], [0.001, 5]],
  ["0.1..0.3", [0.05, 0.1, 0.3, 0.4], [0.1, 0.3]],
  ["vq", ["none", "VQ", "rvq", null], ["VQ", "rvq"]],
  ["=vq", ["vq", "rvq"], ["vq"]],
  ["=1", [1, 10, "1"], [1, "1"]],
  ["=", [null, "", 0], [null, ""]],
  ["!vq", ["vq", "none", null], ["none", null]],
  ["none|=1", ["none", 1, 10], ["none", 1]],
  ["1", [1, 10, 2], [1, 10]],
  ["<", ["a<b", "ab"], ["a<b"]],
])("%s", (typed, values, left) => {
  expect(kept(typed, values)).toEqual(left);
});
