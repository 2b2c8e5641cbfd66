/** @file A model is only ever held against the events it began with, wherever their file is by now. */
import type { EventProvenance } from "#data";
import { FixableError } from "#utils/fixable-error.ts";

/**
 * @param sha256 of the events that the run read; null where it did not write that down
 * @param key that names another file, where that can be done
 * @throws FixableError `stored-runs/other-data`
 */
export function assertSameEvents(
  found: Pick<EventProvenance, "path" | "sha256">,
  sha256: string | null,
  key?: string,
): void {
  if (sha256 === null || sha256 === found.sha256) return;
  throw new FixableError({
    code: "stored-runs/other-data",
    problem: `the file holds other events than the run read (SHA-256 ${found.sha256.slice(0, 12)}…, expected ${sha256.slice(0, 12)}…)${key ? `; ${key}=… names the one that it read` : ""}`,
    where: found.path,
  });
}
