/** @file The contract of everything that a run can be asked for (`thesis-train export what=…`). */
import type { Autoencoder } from "#architectures";
import type { ExportedRun } from "./exported-run.ts";

export interface Export {
  /** What the file holds, in a line. */
  readonly summary: string;
  /** How the name of the file ends; the first where nobody says. */
  readonly endings: readonly [string, ...string[]];
  /** Why this model has nothing of the kind; null where it has. */
  lacking(model: Autoencoder): string | null;
  /**
   * Writes the file, whole or not at all, over one that is there.
   *
   * @param path ends in one of the endings
   * @returns what is to be told about it, a line each
   */
  write(run: ExportedRun, path: string): Promise<readonly string[]>;
}
