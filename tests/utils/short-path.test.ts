import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { shellPath, shortPath } from "#utils/short-path.ts";

test("what lies below the working folder is named from there, everything else in full", () => {
  expect(shortPath(resolve("outputs/runs"))).toBe(join("outputs", "runs"));
  const above = resolve("..", "elsewhere");
  expect(shortPath(above)).toBe(above);
  expect(shortPath(process.cwd())).toBe(process.cwd());
});

test("a path with a blank stands in quotes in a command", () => {
  expect(shellPath(resolve("my outputs/runs"))).toBe(`'${join("my outputs", "runs")}'`);
  expect(shellPath(resolve("outputs/runs"))).toBe(join("outputs", "runs"));
});
