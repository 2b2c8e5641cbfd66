/** @file Where commands look that are given no folder, and what stands there. */
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { readManifest, type SweepManifest } from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import { isSweep } from "../sweep/sweep.ts";

export const outputRoot = () => process.env["THESIS_OUTPUT_ROOT"] ?? "outputs";

/** What is in a folder, as absolute paths. */
export const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => resolve(folder, name)) : [];

/** Those that can be read. */
export const sweepsIn = (folder: string): readonly { readonly folder: string; readonly manifest: SweepManifest }[] =>
  foldersIn(folder).flatMap((each) => {
    const manifest = isSweep(each) ? unlessBroken(() => readManifest(each)) : null;
    return manifest ? [{ folder: each, manifest }] : [];
  });

/** @returns null where a file cannot be read, or is in use */
export function unlessBroken<T>(get: () => T): T | null {
  try {
    return get();
  } catch (error) {
    if (error instanceof FixableError) return null;
    throw error;
  }
}
