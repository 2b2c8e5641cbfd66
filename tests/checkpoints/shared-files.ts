/** @file Where the shared golden files are, for the tests that need them; those skip aloud where they are missing. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const shared = process.env["THESIS_SHARED"] ?? join(import.meta.dirname, "../../../shared");

/** A file or folder of the golden reference data. */
export function referencePath(...parts: readonly string[]): string {
  return join(shared, "golden/reference", ...parts);
}

/** Whether a shared path is missing; says so, once a caller. */
export function isMissing(path: string): boolean {
  if (existsSync(path)) return false;
  console.warn(`skipped: ${path} is not on this machine (set THESIS_SHARED)`);
  return true;
}
