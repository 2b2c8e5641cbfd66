/** @file Composition: the same every time, and errors that say where and what to type. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of the config
import { rmSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolvedJob, toPlain, toYaml } from "#config";
import { compose, errorOf, makeTree } from "./trees.ts";

const files = {
  "config.yaml": "defaults:\n  - _self_\n  - model: mlp\n  - data: toy\nlr: 0.1\nname: ${model.kind}-${lr}\n",
  "model/mlp.yaml": "kind: mlp\nhidden_sizes: [64, 64]\nbeta: 0.25\n",
  "model/gnn.yaml": "kind: gnn\nlayers: 3\n",
  "data/toy.yaml": "path: toy.h5\n",
};

const withTree = <T>(act: (folder: string) => T): T => {
  using tree = makeTree(files);
  return act(tree.folder);
};

test("a group's option and a value are chosen by overrides", () => {
  const config = withTree((folder) =>
    toPlain(resolvedJob(compose(folder, ["model=gnn", "lr=2", "+model.extra=[1,2]"]))),
  );
  expect(config).toEqual({
    lr: 2,
    name: "gnn-2",
    model: { kind: "gnn", layers: 3, extra: [1, 2] },
    data: { path: "toy.h5" },
  });
});

test.each([
  ["model=mpl", "config/unknown-option", "model=mlp"],
  ["modle=gnn", "config/unknown-key", "model=gnn"],
  ["model.hiden_sizes=[1]", "config/unknown-key", "model.hidden_sizes=[1]"],
  ["hydra.run.dri=x", "config/unknown-key", "hydra.run.dir=x"],
  ["hydra/job_loging=none", "config/unknown-key", "hydra/job_logging=none"],
  ["~datta", "config/unknown-key", "~data"],
  ["+lr=3", "config/already-there", "lr=3"],
  ["lr=1,2", "config/sweep-without-multirun", "--multirun"],
  ["data@other=toy", "config/unused-choice", "data=toy"],
])("%s is refused as %s and answered with what to type", (override, code, fix) => {
  const error = withTree((folder) => errorOf(() => compose(folder, [override])));
  expect(error.code).toBe(code);
  expect(error.message).toContain(`override ${override}`);
  expect(error.message.split("try:")[1]).toContain(fix);
});

test("an option that a file names wrongly is answered with the file and line", () => {
  using tree = makeTree({ ...files, "config.yaml": "lr: 1\ndefaults:\n  - model: mpl\n" });
  const { code, message } = errorOf(() => compose(tree.folder));
  expect(code).toBe("config/unknown-option");
  expect(message).toContain("config.yaml:3");
});

test("merging a list into a dict names both places", () => {
  using tree = makeTree({ ...files, "config.yaml": "defaults:\n  - model: mlp\n  - _self_\nmodel: [1]\n" });
  const { code, message } = errorOf(() => compose(tree.folder));
  expect(code).toBe("config/merge-conflict");
  expect(message).toMatch(/mlp\.yaml:\d/);
  expect(message).toContain("config.yaml:4");
});

test("defaults lists that include each other are refused, not a crash", () => {
  using tree = makeTree({ "config.yaml": "defaults: [a]\n", "a.yaml": "defaults: [b]\n", "b.yaml": "defaults: [a]\n" });
  expect(errorOf(() => compose(tree.folder)).code).toBe("config/bad-defaults-list");
});

test("a target is data: nothing is imported, whatever it names", () => {
  using tree = makeTree({ "config.yaml": "x:\n  _target_: os.system\n  command: exit\n" });
  expect(toPlain(resolvedJob(compose(tree.folder)))).toEqual({ x: { _target_: "os.system", command: "exit" } });
});

test("a thousand random trees compose to the same text twice", () => {
  const word = fc.constantFrom("a", "b", "c", "model", "lr");
  const value = fc.constantFrom("1", "1.0", "x", "null", "???", "${a}", "${lr}", "[1, 2]", "{a: 1}", "'yes'", "1e3");
  const body = fc
    .uniqueArray(fc.tuple(word, value), { maxLength: 4, selector: ([key]) => key })
    .map((pairs) => pairs.map(([key, text]) => `${key}: ${text}\n`).join(""));
  const defaults = fc
    .array(
      fc.constantFrom("_self_", "g: one", "g: two", "optional g: none", "g@b: one", "h: x", "override h: y", "base"),
      { maxLength: 4 },
    )
    .map((entries) => (entries.length > 0 ? `defaults:\n${entries.map((entry) => `  - ${entry}\n`).join("")}` : ""));
  const overrides = fc.array(fc.constantFrom("a=3", "+n.m=1", "g=two", "~a", "++a.b=1", "h=y", "+g@q=one"), {
    maxLength: 2,
  });
  const tree = fc.record({ primary: fc.tuple(defaults, body), one: body, two: body, x: body, base: body, overrides });
  const outcome = (folder: string, texts: readonly string[]) => {
    try {
      return toYaml(compose(folder, texts));
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  fc.assert(
    fc.property(tree, ({ primary, one, two, x, base, overrides: texts }) => {
      const { folder } = makeTree({
        "config.yaml": primary.join(""),
        "g/one.yaml": one,
        "g/two.yaml": two,
        "h/x.yaml": x,
        "h/y.yaml": "",
        "base.yaml": base,
      });
      try {
        const first = outcome(folder, texts);
        expect(first).not.toBeUndefined();
        expect(outcome(folder, texts)).toBe(first);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 1000 },
  );
});
