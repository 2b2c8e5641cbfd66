/** @file The door is cheap: the validation library, slow to load, is named by one file and loaded by its own door alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../src/config");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");

test("one file names the validation library", () => {
  expect(files.filter((file) => /from "zod"/.test(textOf(file)))).toEqual(["schema.ts"]);
});

test("that file is imported for its types only", () => {
  const imports = files.flatMap((file) => [
    ...textOf(file).matchAll(/^(?:import|export) .*from "\.{1,2}\/schema\.ts"/gm),
  ]);
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.map(([line]) => line).filter((line) => !/^import type /.test(line))).toEqual([]);
});

test("the configuration imports nothing of the project but its small tools", () => {
  const doors = files.flatMap((file) => Array.from(textOf(file).matchAll(/from "(#[^"]+)"/g), ([, door]) => door!));
  expect(doors.filter((door) => !door.startsWith("#utils/"))).toEqual([]);
});
