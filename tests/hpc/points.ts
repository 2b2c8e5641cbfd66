/** @file Points and sweeps made by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ManifestPoint } from "#hpc";

export const pointNamed = (number: number, ...overrides: string[]): ManifestPoint => ({
  number,
  overrides,
  config: `points/${number}`,
  run: `../../runs/job${number}`,
  environment: {},
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-hpc-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `outputs/multiruns/exp`, with the folder of the first point's config. */
export function sweepFolderIn(folder: string): string {
  const sweep = join(folder, "multiruns/exp");
  mkdirSync(join(sweep, "points/0"), { recursive: true });
  return sweep;
}

export function writeStatus(sweep: string, point: ManifestPoint, status: object): void {
  const facts = join(sweep, point.run, "facts");
  mkdirSync(facts, { recursive: true });
  writeFileSync(join(facts, "status.json"), JSON.stringify(status));
}
