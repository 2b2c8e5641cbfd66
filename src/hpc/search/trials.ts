/** @file The trials of a search so far, from what their runs say of themselves. */
import { readValidationHistory } from "#facts";
import { runFolderOf, type SweepManifest } from "../manifest.ts";
import { reportPoint } from "../point-state.ts";
import { lossOf } from "./rules.ts";
import type { SearchSpace } from "./space.ts";
import type { Trial } from "./trial.ts";

/**
 * Those that have ended, in the order of their numbers.
 *
 * @param ended what is known already of trials whose end is for ever; added to
 * @throws FixableError `facts/no-scalar`
 */
export function readTrials(
  { points, search }: SweepManifest,
  { sweepFolder, space, ended }: TrialsRequest,
): readonly Trial[] {
  return points.flatMap((point) => {
    const { number, overrides } = point;
    const known = ended.get(number);
    if (known) return [known];
    const { state } = reportPoint(point, sweepFolder);
    if (state !== "finished" && state !== "pruned" && state !== "failed") return [];
    const history = readValidationHistory(runFolderOf(point, sweepFolder), search!.metric);
    const trial: Trial = {
      ...{ number, place: space.placeOf(overrides), outcome: state, epochs: history.length },
      loss: lossOf(history, search!),
    };
    if (state !== "failed") ended.set(number, trial); // a point that failed may be started again
    return [trial];
  });
}

export interface TrialsRequest {
  /** Absolute. */
  readonly sweepFolder: string;
  readonly space: SearchSpace;
  readonly ended: Map<number, Trial>;
}
