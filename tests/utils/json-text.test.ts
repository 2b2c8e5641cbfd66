import { expect, test } from "vitest";
import { jsonText } from "#utils/json-text.ts";

test("what is no number stays what it is, where JSON alone would have null", () => {
  expect(jsonText({ a: [Number.NaN, 1.5], b: -Infinity, c: null })).toBe('{"a":["NaN",1.5],"b":"-Infinity","c":null}');
  expect(jsonText([Infinity], 2)).toBe('[\n  "Infinity"\n]');
});
