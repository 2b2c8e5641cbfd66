/** @file One number of the validation, an epoch at a time, from `facts/events.jsonl`, also while the run goes on. */
import { closestWords } from "#utils/closest-words.ts";
import { textOrNull } from "#utils/file-text.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import { isObject, numberOf, parsePythonJson } from "./python-json.ts";

/**
 * @param name `val_loss`, another term of the loss (`rec_tokens`) or a metric (`perplex`)
 * @returns by epoch; NaN for an epoch without a number; empty where no epoch is over
 * @throws FixableError `facts/no-scalar`
 */
export function readValidationHistory(runFolder: string, name: string): readonly number[] {
  const path = runPaths(runFolder).events;
  const values: number[] = [];
  for (const line of (textOrNull(path) ?? "").split("\n")) {
    if (!line.includes('"on_epoch_end"')) continue;
    const fact = parsePythonJson(line);
    const epoch = fact?.["epoch"];
    if (fact?.["moment"] !== "on_epoch_end" || typeof epoch !== "number") continue; // a torn line
    const scalars = scalarsOf(fact);
    if (!scalars.has(name)) throw noScalar(name, [...scalars.keys()], path);
    // of two facts of one epoch the later counts, as after a resume
    values[epoch] = numberOf(scalars.get(name)) ?? Number.NaN;
  }
  return Array.from(values, (value) => value ?? Number.NaN);
}

function scalarsOf(fact: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const { losses, metrics } = fact;
  const terms = isObject(losses) && isObject(losses["val"]) ? Object.entries(losses["val"]) : [];
  return new Map([
    ["val_loss", fact["val_loss"]],
    ...terms.filter(([name]) => name !== "total"),
    ...(isObject(metrics) ? Object.entries(metrics) : []),
  ]);
}

function noScalar(name: string, known: readonly string[], where: string): FixableError {
  const [nearest] = closestWords(name, known);
  return new FixableError({
    code: "facts/no-scalar",
    problem: `the validation has no "${name}"; it has ${known.join(", ")}`,
    where,
    ...(nearest !== undefined && { fix: `hydra.sweeper.metric=${nearest}` }),
  });
}
