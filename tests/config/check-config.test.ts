/** @file A config against its schema: every mistake with its place and what to type. */
import { expect, test } from "vitest";
import { checkConfig, chooseOption, resolvedJob, type SeveralErrors, toPlain } from "#config";
import { schema } from "#config/schema";
import { compose, errorOf, makeTree } from "./trees.ts";

const encoder = schema.discriminatedUnion("kind", [
  schema.strictObject({ kind: schema.literal("mlp"), hidden_sizes: schema.array(schema.int().positive()) }),
  schema.strictObject({ kind: schema.literal("gnn"), layers: schema.int().default(2) }),
]);
const whole = schema.strictObject({ epochs: schema.int().positive(), rate: schema.number(), encoder });

function check(text: string, overrides: readonly string[] = []) {
  using tree = makeTree({ "config.yaml": text });
  const composition = compose(tree.folder, overrides);
  return checkConfig(whole, toPlain(resolvedJob(composition)), composition);
}

const good = "epochs: 3\nrate: 1e-3\nencoder:\n  kind: gnn\n";

test("a good config is returned with its defaults, frozen", () => {
  const config = check(good);
  expect(config).toEqual({ epochs: 3, rate: 0.001, encoder: { kind: "gnn", layers: 2 } });
  expect(Object.isFrozen(config.encoder)).toBe(true);
});

test.each([
  ["an unknown key", good.replace("rate", "epohs: 4\nrate"), [], "config/unknown-key", ["config.yaml:2", "epochs"]],
  [
    "an unknown key of an option",
    `${good}  layres: 3\n`,
    [],
    "config/unknown-key",
    ["config.yaml:5", "try:   layers: 3"],
  ],
  ["a wrong type in a file", good.replace("3", "many"), [], "config/wrong-type", ["config.yaml:1", "many"]],
  ["a wrong type in an override", good, ["epochs=1.5"], "config/wrong-type", ["override epochs=1.5"]],
  ["a key that is not there", good.replace("rate: 1e-3\n", ""), [], "config/missing-value", ["rate"]],
  [
    "an option there is not",
    good.replace("gnn", "gmn"),
    [],
    "config/unknown-option",
    ["config.yaml:4", "encoder.kind=gnn"],
  ],
])("%s is refused with its place", (_, text, overrides, code, parts) => {
  const error = errorOf(() => check(text, overrides));
  expect(error.code).toBe(code);
  for (const part of parts) expect(error.message).toContain(part);
});

test("all mistakes are told at once", () => {
  const error = errorOf(() => check("epochs: x\nrate: y\nencoder: {kind: gnn, a: 1}\n")) as unknown as SeveralErrors;
  expect(error.errors.map(({ code }) => code).sort()).toEqual([
    "config/unknown-key",
    "config/wrong-type",
    "config/wrong-type",
  ]);
});

test("a member of a table is chosen by name, or the nearest one is offered", () => {
  const table = { mlp: 1, gnn: 2 };
  expect(chooseOption("encoder", table, "gnn", "here")).toBe(2);
  const { code, message } = errorOf(() => chooseOption("encoder", table, "mpl", "override encoder=mpl"));
  expect(code).toBe("config/unknown-option");
  expect(message).toContain("encoder=mlp");
});

test("nothing inherited is taken for a member", () => {
  expect(errorOf(() => chooseOption("encoder", { mlp: 1 }, "toString", "here")).code).toBe("config/unknown-option");
});
