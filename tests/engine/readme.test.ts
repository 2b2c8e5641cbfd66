/** @file The README of the engine says what is true. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fitALine } from "./readme-example.ts";

const engine = join(import.meta.dirname, "..", "..", "src", "engine");
const readme = readFileSync(join(engine, "README.md"), "utf8");

test("its worked example runs and finds the line", async () => {
  const { slope, offset, loss } = await fitALine();
  expect(slope).toBeCloseTo(3, 2);
  expect(offset).toBeCloseTo(1, 2);
  expect(loss).toBeLessThan(1e-4);
});

test("its worked example is the one that is tested", () => {
  const source = readFileSync(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(readme).toContain(source.slice(source.indexOf("import")));
});

test("what it shows of a primitive is what stands in its file", () => {
  expect(readme).toContain(readFileSync(join(engine, "primitives", "sigmoid.ts"), "utf8"));
});

test("every file it names exists", () => {
  const named = [...readme.matchAll(/`([\w./-]+\.ts)`/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(
    (path) => !existsSync(join(engine, path)) && !existsSync(join(engine, "..", "..", path)),
  );
  expect(missing).toEqual([]);
});
