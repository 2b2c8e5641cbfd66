/** @file The quick readers of numbers, snapshots and patterns against slow ones that are known to be right. */
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readYaml, type YamlValue } from "#config";
import { parseBlockYaml } from "../../../src/facts/readers/block-yaml.ts";
import { expandPattern } from "../../../src/facts/readers/glob.ts";
import { parseDecimal } from "../../../src/facts/readers/parse-decimal.ts";
import { parsePythonJson } from "../../../src/facts/readers/python-json.ts";
import { temporaryFolder } from "./run-folders.ts";

describe("numbers", () => {
  const parse = (text: string) => parseDecimal(`,${text},`, 1, text.length + 1);

  test("are those that the language itself reads, to the last bit", () => {
    const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
    const texts = fc.oneof(
      anyDouble.map(String),
      anyDouble.map((value) => value.toPrecision(8)),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(9)),
      fc.integer().map(String),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  test.each([
    ["nan", Number.NaN],
    ["", Number.NaN],
    [".", Number.NaN],
    ["-", Number.NaN],
    ["1.2.3", Number.NaN],
    ["0x10", Number.NaN],
    ["-inf", Number.NEGATIVE_INFINITY],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["1e-07", 1e-7],
    ["-0", -0],
    [" 5 ", 5],
  ])("may be %j", (text, value) => {
    expect(parse(text)).toBe(value);
  });
});

describe("snapshots", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "~",
      "null",
      "yes",
      "Off",
      "1",
      "-3",
      "0.5",
      "1e3",
      "1e-3",
      ".5",
      "1_000",
      "0x1f",
      "12:30",
      "010",
      "'it''s'",
      '"a"',
      "[]",
      "{}",
      "- a",
      "a: b",
      "a #b",
      "*x",
      "&x y",
      "!!str 3",
      "2020-01-01",
      ".inf",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of a config
      "${a.b}",
      "-",
      "=",
      "<<",
      "a:",
      "+1",
      "1.",
      "--",
      "%a",
      "-.5",
    ),
  );
  const key = fc.constantFrom("a", "b", "_target_", "c.d", "on", "1", "x y", "<<", "a/b");
  const line = fc.tuple(fc.constantFrom("", "  ", "    ", "- ", "  - "), fc.option(key), scalar, fc.boolean());
  const texts = fc
    .array(line, { minLength: 1, maxLength: 6 })
    .map((lines) =>
      lines
        .map(([indent, name, value, gap]) => `${indent}${name === null ? "" : `${name}:${gap ? " " : ""}`}${value}\n`)
        .join(""),
    );

  test("read quickly are never read differently than by the whole language", () => {
    let quick = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const value = parseBlockYaml(text);
        if (value === undefined) return;
        quick++;
        const whole = readYaml(text, "test");
        expect(value).toEqual(whole === undefined ? null : plainOf(whole));
      }),
      { numRuns: 20_000, seed: 2 },
    );
    expect(quick).toBeGreaterThan(300);
  });

  test("as they are written are read quickly", () => {
    const text = "a:\n  b: 1\n  list:\n  - x\n  - 2.5\n  file: '{family}-{moment}'\n  empty: []\nnone: null\n";
    expect(parseBlockYaml(text)).toEqual({
      a: { b: 1, list: ["x", 2.5], file: "{family}-{moment}", empty: [] },
      none: null,
    });
  });
});

test("JSON of Python keeps texts that look like its bare numbers", () => {
  expect(parsePythonJson('{"a": NaN, "b": "NaN, Infinity \\" NaN", "c": [-Infinity]}')).toEqual({
    a: "NaN",
    b: 'NaN, Infinity " NaN',
    c: ["-Infinity"],
  });
  expect(parsePythonJson('{"a": NaN')).toBeUndefined();
});

test("patterns are those of a shell", () => {
  const folder = temporaryFolder();
  for (const path of ["exp_1/a", "exp_2/a", "exp_10/b", "other/a/b", ".hidden"]) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  const expand = (pattern: string) => expandPattern(join(folder, pattern)).map((path) => relative(folder, path));
  expect(expand("exp_*")).toEqual(["exp_1", "exp_2", "exp_10"]);
  expect(expand("exp_?/a/")).toEqual(["exp_1/a", "exp_2/a"]);
  expect(expand("exp_[!1]*")).toEqual(["exp_2"]);
  expect(expand("**/b")).toEqual(["exp_10/b", "other/a/b"]);
  expect(expand("nothing*")).toEqual([]);
});

function plainOf(value: YamlValue): unknown {
  if (value.kind === "list") return value.items.map(plainOf);
  if (value.kind === "dict")
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [String(key), plainOf(item)]));
  return typeof value.value === "bigint" ? Number(value.value) : value.value;
}
