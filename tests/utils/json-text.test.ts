import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText, valueOfJson } from "#utils/json-text.ts";

test("what is no number stays what it is, where JSON alone would have null", () => {
  expect(jsonText({ a: [Number.NaN, 1.5], b: -Infinity, c: null })).toBe('{"a":["NaN",1.5],"b":"-Infinity","c":null}');
  expect(jsonText([Infinity], 2)).toBe('[\n  "Infinity"\n]');
});

test("every number comes back as it was", () => {
  const numbers = fc.array(fc.double().map((x) => x + 0)); // there is no -0 in JSON
  fc.assert(
    fc.property(numbers, (values) => {
      expect(valueOfJson(jsonText({ values, within: [{ values }] }))).toEqual({ values, within: [{ values }] });
    }),
  );
});
