import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { discoverRuns, nearestPath } from "#facts";

function outputs(): string {
  const root = mkdtempSync(join(tmpdir(), "thesis-near-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ["multiruns/exp_20260101-000000_sweep", "runs"])
    mkdirSync(join(root, folder), { recursive: true });
  return root;
}

test.each([
  ["multirun/exp_*", "multiruns/exp_*"],
  ["multiruns/exp_2026101-000000_sweep", "multiruns/exp_20260101-000000_sweep"],
  ["multiruns/exp_*", "multiruns/exp_*"],
  ["rnus/", "runs"],
])("%s means %s", (wanted, meant) => {
  const root = outputs();
  expect(nearestPath(join(root, wanted))).toBe(join(root, meant));
});

test.each(["nowhere/exp_*", "multiruns/run_*"])("nothing is near %s", (wanted) => {
  expect(nearestPath(join(outputs(), wanted))).toBeUndefined();
});

test("a sweep that is mistyped is answered with the one that is there", () => {
  const root = outputs();
  expect(() => discoverRuns({ sweep_dir: join(root, "multirun/exp_*") })).toThrow(
    expect.objectContaining({
      code: "facts/no-sweep",
      message: expect.stringContaining(`try:   'inputs.sweep_dir=${join(root, "multiruns/exp_*")}'`),
    }),
  );
});
