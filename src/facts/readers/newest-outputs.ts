/** @file The newest run and the newest sweep below an output root: for errors that say what could be meant. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { outputPaths } from "#utils/paths.ts";
import { isRunFolder, kindOf } from "./run-folder.ts";

/** Folders of runs, the newest first; by their names, which begin with the time. */
export const newestRuns = (outputRoot: string): readonly string[] =>
  newestOf(outputPaths(outputRoot).runs).filter(isRunFolder);

/** Folders of sweeps, the newest first. */
export const newestSweeps = (outputRoot: string): readonly string[] =>
  newestOf(outputPaths(outputRoot).multiruns).filter((path) => kindOf(join(path, "manifest.json")) === "file");

function newestOf(folder: string): readonly string[] {
  if (kindOf(folder) !== "folder") return [];
  const times = (name: string) => /\d{8}-\d{6}.*/.exec(name)?.[0] ?? "";
  return readdirSync(folder)
    .sort((a, b) => times(b).localeCompare(times(a)))
    .map((name) => join(folder, name));
}
