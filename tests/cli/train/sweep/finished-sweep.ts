/** @file What a sweep left in its folder, for tests. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunStatus } from "../../../../src/facts/index.ts";

/** The one sweep below a folder: its own folder, and those of its runs in the order of its points. */
export function sweepIn(folder: string): { readonly sweep: string; readonly runs: readonly string[] } {
  const [name] = readdirSync(join(folder, "outputs/multiruns"));
  const sweep = join(folder, "outputs/multiruns", name!);
  const { points } = JSON.parse(readFileSync(join(sweep, "manifest.json"), "utf8")) as { points: { run: string }[] };
  return { sweep, runs: points.map(({ run }) => join(sweep, run)) };
}

export const statusOf = (run: string): RunStatus => JSON.parse(readFileSync(join(run, "facts/status.json"), "utf8"));

/** 0 for a run that has not begun. */
export const epochsDone = (run: string): number =>
  existsSync(join(run, "facts/status.json")) ? (statusOf(run).epochs_done ?? 0) : 0;

/** Whether two runs ended with the same bytes shows here. */
export const resultOf = (run: string): string => readFileSync(join(run, "last.pt")).toString("base64");
