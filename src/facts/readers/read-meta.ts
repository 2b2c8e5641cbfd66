/** @file Who a run is, as it said when it began. */
import { readFileSync } from "node:fs";
import { runPaths } from "#utils/paths.ts";
import type { StoredRunMeta } from "../run-meta.ts";

/** @param runFolder of a run of ours; one that was killed at its very start may not have said it yet */
export const readRunMeta = (runFolder: string): StoredRunMeta =>
  JSON.parse(readFileSync(runPaths(runFolder).meta, "utf8")) as StoredRunMeta;
