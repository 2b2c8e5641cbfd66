/**
 * @file The architecture, as a drawing that fails when it is no longer true:
 * data flows left to right, imports only ever look left, and a folder is entered by its door ("#engine").
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const flow = [
  ["utils"],
  ["engine"],
  ["figures"],
  ["checkpoints"], // tools
  ["config"],
  ["data"],
  ["architectures", "evaluation"],
  ["training-loops"],
  ["exports"], // stages, up to the run …
  ["facts"],
  ["stored-runs"],
  ["monitoring", "reports"],
  ["board"], // … and after it
  ["hpc"],
  ["cli"],
  ["library"], // entrances
];
const stageOf = new Map(flow.flatMap((folders, stage) => folders.map((folder) => [folder, stage] as const)));
const isLeftOf = (a: string, b: string) => stageOf.get(a)! < stageOf.get(b)!; // false for a folder not drawn above

const src = join(import.meta.dirname, "../src");
const top = (path: string) => path.split("/")[0]!;
const imports = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => {
    const targets = readFileSync(join(src, file), "utf8").matchAll(/(?: from |\bimport\(\s*)"([#.][^"]+)"/g);
    return Array.from(targets, ([, to]) => ({ file, to: to! }));
  });
const relative = imports.filter(({ to }) => to.startsWith("."));
const throughDoors = imports
  .filter(({ to }) => to.startsWith("#"))
  .map(({ file, to }) => ({ file, folder: top(to.slice(1)) }));

test("every folder of src is in the drawing", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).filter((name) => !stageOf.has(name))).toEqual([]);
});

test("imports look left", () => {
  expect(imports.length).toBeGreaterThan(0);
  expect(throughDoors.filter(({ file, folder }) => !isLeftOf(folder, top(file)))).toEqual([]);
});

test("a folder is entered by its door", () => {
  expect(relative.filter(({ file, to }) => top(join(dirname(file), to)) !== top(file))).toEqual([]);
});

test("after training, facts are the only source", () => {
  const training = ["engine", "architectures", "training-loops", "stored-runs"];
  const isDownstream = (file: string) => /^(reports|board)\//.test(file) && !file.startsWith("reports/inference/");
  expect(throughDoors.filter(({ file, folder }) => isDownstream(file) && training.includes(folder))).toEqual([]);
});
