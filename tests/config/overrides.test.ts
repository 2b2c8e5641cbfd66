/** @file The override grammar: what is written is read back, and nothing that is typed can crash it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of the config
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseOverride } from "#config";
import { parseSyntax } from "../../src/config/overrides/parse.ts";
import { type ElementSyntax, type OverrideSyntax, printSyntax } from "../../src/config/overrides/syntax.ts";
import { errorOf } from "./trees.ts";

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/).filter((text) => !/^(true|false|null|inf|nan)$/i.test(text));
const plainText = fc
  .stringMatching(/^[a-zA-Z0-9_/.+*@?|%\\()[\]{}:=, -]{1,8}$/)
  // what reads as another kind of value has to be of that kind
  .filter((text) => !/^[ \t]|[ \t]$/.test(text))
  .filter((text) => !/^(true|false|null)$/i.test(text) && !/^[+-]?(?:[0-9._]*(?:e[+-]?[0-9_]*)?|inf|nan)$/i.test(text));

const primitive: fc.Arbitrary<ElementSyntax> = fc.oneof(
  fc.constant({ kind: "null" } as const),
  fc.boolean().map((value) => ({ kind: "bool", value }) as const),
  fc.bigInt().map((value) => ({ kind: "int", value }) as const),
  fc.double().map((value) => ({ kind: "float", value: Object.is(value, -0) ? 0 : value }) as const),
  fc
    .tuple(fc.string(), fc.constantFrom("'" as const, '"' as const))
    .map(([text, quote]) => ({ kind: "quoted", text, quote }) as const),
  plainText.map((text) => ({ kind: "text", pieces: [{ kind: "plain", text }] }) as const),
  name.map((text) => ({ kind: "text", pieces: [{ kind: "interpolation", text: `\${${text}}` }] }) as const),
);

const { element } = fc.letrec<{ element: ElementSyntax }>((tie) => ({
  element: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    primitive,
    fc.array(tie("element"), { maxLength: 3 }).map((items) => ({ kind: "list", items }) as const),
    fc.array(fc.tuple(name, tie("element")), { maxLength: 3 }).map(
      (pairs) =>
        ({
          kind: "dict",
          items: pairs.map(([key, value]) => [{ kind: "text", pieces: [{ kind: "plain", text: key }] }, value]),
        }) as ElementSyntax,
    ),
    fc
      .tuple(name, fc.array(fc.tuple(fc.option(name, { nil: undefined }), tie("element")), { maxLength: 3 }))
      .map(([call, args]) => ({
        kind: "call" as const,
        name: call,
        args: args.map(([argument, value]) => ({ name: argument, value })),
      })),
  ),
}));

const override: fc.Arbitrary<OverrideSyntax> = fc.record({
  kind: fc.constantFrom("change", "add", "force-add", "delete"),
  key: fc.oneof(
    name,
    fc.array(name, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(".")),
  ),
  package: fc.option(name, { nil: undefined }),
  value: fc.oneof(
    element,
    fc.array(element, { minLength: 2, maxLength: 3 }).map((items) => ({ kind: "sweep", items }) as const),
  ),
});

test("an override that is printed is parsed into the same override", () => {
  fc.assert(
    fc.property(override, (syntax) => {
      expect(parseSyntax(printSyntax(syntax))).toEqual(syntax);
    }),
    { numRuns: 1000 },
  );
});

test("no text crashes the parser: it is an override or a fixable error", () => {
  const pieces = fc.constantFrom(
    ..."= , ( ) [ ] { } : + ~ @ / . \\ ' \" $ a 1 1.5 1e3 null true ${a} choice( range( sort( key= - é".split(" "),
    " ",
    "\t",
    "\n",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseOverride(input);
      } catch (error) {
        expect((error as { code: string }).code).toMatch(/^config\//);
      }
    }),
    { numRuns: 3000 },
  );
});

test.each(["[", "{a:", "choice("])("nesting without end (%s) is refused, not a crash", (open) => {
  expect(errorOf(() => parseOverride(`a=${open.repeat(5000)}`)).code).toBe("config/bad-override");
});

test("the place of a mistake is named", () => {
  expect(errorOf(() => parseOverride("lr=[1,2")).message).toContain("position 8");
});
