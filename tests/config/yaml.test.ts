/** @file YAML: what PyYAML reads is read, what it writes is written, and no text crashes the reader. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Plain, PlainDict } from "../../src/config/python/value.ts";
import { readYaml, type YamlValue } from "../../src/config/yaml/read.ts";
import { writeYaml } from "../../src/config/yaml/write.ts";
import { errorOf } from "./trees.ts";

function plainOf(value: YamlValue): Plain {
  if (value.kind === "scalar") return value.value;
  if (value.kind === "list") return value.items.map(plainOf);
  return PlainDict.of(value.entries.map((entry) => [entry.key, plainOf(entry.value)] as const));
}

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.bigInt(),
  fc.double({ noNaN: true }),
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "yes",
    "y",
    "1e3",
    "0x1F",
    "1:30",
    "2020-01-01",
    "=",
    "<<",
    "",
    " a",
    "a\n b",
    "- x",
    "a: b",
    "# c",
    "'",
    "long ".repeat(30),
  ),
);
const { node } = fc.letrec<{ node: Plain }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("node"), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.string().filter((key) => key !== "<<"),
          tie("node"),
        ),
        { maxLength: 4 },
      )
      .map((entries) => PlainDict.of(entries)),
  ),
}));

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(node, (value) => {
      const text = writeYaml([value]);
      expect(writeYaml([plainOf(readYaml(text, "test")!)].flat(1) as Plain[])).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test("no text crashes the reader: it is a config or a fixable error", () => {
  const pieces = fc.constantFrom(
    ..."a : - ? ! & * [ ] { } , ' \" | > # % @ ` !!int !!str &x *x <<: --- ... 1 ~".split(" "),
    " ",
    "\n",
    "  ",
    "\t",
    "\0",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        readYaml(input, "test");
      } catch (error) {
        expect((error as { code: string }).code).toBe("config/bad-yaml");
      }
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["a: {\n  b: 1\n}\n", { b: 1n }],
  ["a: [1,\n2\n]\n", [1n, 2n]],
])("collections may close at the left margin: %j", (text, expected) => {
  const value = readYaml(text, "test")! as Extract<YamlValue, { kind: "dict" }>;
  const plain = plainOf(value.entries[0]!.value);
  expect(plain instanceof PlainDict ? Object.fromEntries(plain.entries()) : plain).toEqual(expected);
});

test("a key that stands twice is refused with its line", () => {
  const { code, message } = errorOf(() => readYaml("a: 1\nb: 2\na: 3\n", "x.yaml"));
  expect(code).toBe("config/bad-yaml");
  expect(message).toContain("x.yaml:3:1");
});

test("ten thousand brackets are refused, not a crash", () => {
  expect(errorOf(() => readYaml("[".repeat(10_000), "x.yaml")).code).toBe("config/bad-yaml");
});

test.each([
  ["a tab before a key", "a:\n\tb: 2\n", 2, "  b: 2"],
  ["a tab before a key of the level above", "a: 1\n\tb: 2\n", 2, "b: 2"],
  ["a bracket that is not closed", "a: [1, 2\nb: 3\n", 1, "a: [1, 2]"],
  ["a quote that is not closed", 'a: "x\n', 1, 'a: "x"'],
  ["a value that holds a colon", "a: b: c\n", 1, 'a: "b: c"'],
  ["a value that begins with a sign of YAML", "a: %x\n", 1, 'a: "%x"'],
])("%s is answered with the line as it can be read", (_, text, line, remedy) => {
  const { message } = errorOf(() => readYaml(text, "x.yaml"));
  expect(message).toContain(`where: x.yaml:${line}`);
  expect(message).toContain(`try:   ${remedy}`);
});
