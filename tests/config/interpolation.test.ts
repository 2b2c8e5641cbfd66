/** @file Interpolations: never a crash, and an error that says what is meant. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of the config
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolvedJob, toPlain } from "#config";
import { parseInterpolation } from "../../src/config/interpolation/parse.ts";
import { compose, errorOf, makeTree } from "./trees.ts";

const resolve = (config: string, overrides: readonly string[] = []) => {
  using tree = makeTree({ "config.yaml": config });
  return toPlain(resolvedJob(compose(tree.folder, overrides)));
};

test("no text crashes the parser: it is well-formed or a fixable error", () => {
  const pieces = fc.constantFrom(..."${ } : . [ ] { , ' \" \\ a oc.env: 1 $ \\${".split(" "), " ", "\n");
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseInterpolation(input);
      } catch (error) {
        expect((error as { code: string }).code).toBe("config/bad-interpolation");
      }
    }),
    { numRuns: 3000 },
  );
});

test("nested interpolations are read once, not once for every level above them", () => {
  expect(errorOf(() => parseInterpolation("${".repeat(90))).code).toBe("config/bad-interpolation");
});

test("a cycle is a fixable error, through values and through dicts", () => {
  expect(errorOf(() => resolve("a: ${b}\nb: ${a}\n")).code).toBe("config/unresolved");
  expect(errorOf(() => resolve("a: {x: '${b}'}\nb: {y: '${a}'}\n")).code).toBe("config/unresolved");
});

test("a key that is not there is answered with the nearest one and the line of the interpolation", () => {
  const { message } = errorOf(() => resolve("model:\n  size: 3\ncopy: ${model.sise}\n"));
  expect(message).toContain("config.yaml:3");
  expect(message).toContain("${model.size}");
});

test("ints and floats stay what they are until they leave as numbers", () => {
  using tree = makeTree({ "config.yaml": "a: 1\nb: 1.0\nc: 1e-7\nd: ${b}\n" });
  const composition = compose(tree.folder);
  expect(toPlain(resolvedJob(composition))).toEqual({ a: 1, b: 1, c: 1e-7, d: 1 });
});

test("an unknown resolver is answered with the nearest one", () => {
  expect(errorOf(() => resolve("a: ${oc.enf:HOME}\n")).message).toContain("try:   a: ${oc.env:HOME}");
});
