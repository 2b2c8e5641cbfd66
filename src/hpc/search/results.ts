/** @file The best trial so far in `optimization_results.yaml`, where Hydra's Optuna sweeper leaves it. */
import { join } from "node:path";
import { PlainDict, parseOverride, plainValue, writeYaml } from "#config";
import { readValidationHistory } from "#facts";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { type ManifestPoint, runFolderOf, type SweepManifest } from "../manifest.ts";
import { searchedOverrides } from "../point-names.ts";
import { reportPoint } from "../point-state.ts";
import { lossOf } from "./rules.ts";

export const RESULTS_FILE = "optimization_results.yaml";

export interface BestTrial {
  readonly point: ManifestPoint;
  /** Of the metric, as the facts have it. */
  readonly value: number;
}

/** Of the finished ones; undefined where none is, or the sweep is no search. @throws FixableError `facts/no-scalar` */
export function bestTrialOf({ points, search }: SweepManifest, sweepFolder: string): BestTrial | undefined {
  if (!search) return undefined;
  const finished = points.filter((point) => reportPoint(point, sweepFolder).state === "finished");
  const losses = finished.map((point) =>
    lossOf(readValidationHistory(runFolderOf(point, sweepFolder), search.metric), search),
  );
  const best = Math.min(...losses);
  if (!Number.isFinite(best)) return undefined;
  return { point: finished[losses.indexOf(best)]!, value: search.direction === "minimize" ? best : -best };
}

/** @returns what it wrote, if there is a best trial. @throws FixableError `facts/no-scalar`, `files/disk-full` and the like */
export async function writeResults(manifest: SweepManifest, sweepFolder: string): Promise<BestTrial | undefined> {
  const best = bestTrialOf(manifest, sweepFolder);
  if (!best) return undefined;
  const { keys, kind, metric, direction } = manifest.search!;
  const own = searchedOverrides(best.point, { keys });
  const params = own.map(parseOverride).map((override) => [override.key, plainValue(override)] as const);
  const record = PlainDict.of([
    ["name", kind],
    ["best_params", PlainDict.of(params)],
    ["best_value", best.value],
    ["metric", metric],
    ["direction", direction],
    ["best_point", BigInt(best.point.number)],
    ["best_run", best.point.run],
  ]);
  await writeFileAtomic(join(sweepFolder, RESULTS_FILE), writeYaml(record));
  return best;
}
