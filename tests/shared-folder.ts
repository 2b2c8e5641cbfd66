/** @file Where reference material stands that is not part of the project; what needs it is skipped aloud without it. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["THESIS_SHARED"] ?? join(import.meta.dirname, "../../shared");

/** The path of a file of reference material, and whether it is there; says so on the console if it is not. */
export function shared(path: string): { readonly path: string; readonly missing: boolean } {
  const full = join(folder, path);
  const missing = !existsSync(full);
  if (missing) console.warn(`skipped: no reference material at ${path} (THESIS_SHARED names its folder)`);
  return { path: full, missing };
}
