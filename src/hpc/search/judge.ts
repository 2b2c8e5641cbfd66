/**
 * @file Whether a point of a search goes on after an epoch. The point asks itself, and the facts of the others answer, so
 * that nobody has to watch, and points may run anywhere.
 */
import { readValidationHistory } from "#facts";
import { type ManifestPoint, runFolderOf, type SweepManifest } from "../manifest.ts";
import { goesOn, rungsOf } from "./asha.ts";
import { ashaOf, lossOf } from "./rules.ts";

/**
 * Judged at the highest rung that it has come to, by its best epoch up to there: a point that is taken up again gets
 * the verdict that it was killed before.
 *
 * @param epochs of the whole training
 * @returns whether its training is to end
 * @throws FixableError `facts/no-scalar`
 */
export function isToBePruned(
  { points, search }: SweepManifest,
  {
    point,
    sweepFolder,
    epochs,
  }: { readonly point: ManifestPoint; readonly sweepFolder: string; readonly epochs: number },
): boolean {
  if (!search) return false;
  const historyOf = (each: ManifestPoint) => readValidationHistory(runFolderOf(each, sweepFolder), search.metric);
  const own = historyOf(point);
  const rules = ashaOf(search);
  const rung = rules && rungsOf(rules, epochs).findLast((each) => each <= own.length);
  if (rung === undefined) return false;
  const lossAt = (history: readonly number[]) => lossOf(history.slice(0, rung), search);
  const others = points
    .filter(({ number }) => number !== point.number)
    .map(historyOf)
    .filter((history) => history.length >= rung);
  return !goesOn(lossAt(own), others.map(lossAt), rules!);
}
