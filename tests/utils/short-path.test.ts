import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { shortPath } from "#utils/short-path.ts";

test("what lies below the working folder is named from there, everything else in full", () => {
  expect(shortPath(resolve("outputs/runs"))).toBe(join("outputs", "runs"));
  const above = resolve("..", "elsewhere");
  expect(shortPath(above)).toBe(above);
  expect(shortPath(process.cwd())).toBe(process.cwd());
});
