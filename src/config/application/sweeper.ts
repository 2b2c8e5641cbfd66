/** @file The basic sweeper: overrides with several values → one list of overrides a job, the product of all. */
import { FixableError } from "#utils/fixable-error.ts";
import type { Composition } from "../compose/compose.ts";
import { isSweepOverride, keyElement, type Override, parseOverrides, valueText } from "../overrides/override.ts";
import { sweepTexts } from "../overrides/sweep.ts";
import { PlainDict, pythonStr } from "../python/value.ts";
import { rawValue } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";

/** One job's overrides, as the job will be given them. */
export type Point = readonly string[];

/**
 * `hydra.sweeper.params` first, then the command line; of a key that stands twice, the first place and the last value.
 *
 * @returns the points in batches of at most `hydra.sweeper.max_batch_size`
 * @throws FixableError `config/bad-sweep`, `config/bad-override`
 */
export function sweepBatches(sweep: Composition): readonly (readonly Point[])[] {
  const texts = [...sweeperParams(sweep), ...sweep.overrides.task];
  const points = pointsOf(parseOverrides(texts), (group) =>
    sweep.repository.hasGroup(group) ? sweep.repository.list(group) : [],
  );
  const size = batchSize(sweep);
  if (size === undefined) return [points];
  const batches: Point[][] = [];
  for (let at = 0; at < points.length; at += size) batches.push(points.slice(at, at + size));
  return batches;
}

/** Points beyond this number are a mistake in a range. */
const MAX_POINTS = 1_000_000;

/** The product, the last override changing fastest. */
export function pointsOf(overrides: readonly Override[], optionsOf: (group: string) => readonly string[]): Point[] {
  const byKey = new Map<string, readonly string[]>();
  for (const override of overrides) {
    const key = keyElement(override);
    const values = isSweepOverride(override) ? sweepTexts(override, optionsOf) : [valueText(override)];
    byKey.set(
      key,
      values.map((value) => `${key}=${value}`),
    );
  }
  let points: string[][] = [[]];
  for (const choices of byKey.values()) {
    if (points.length * choices.length > MAX_POINTS) {
      throw new FixableError({ code: "config/bad-sweep", problem: `the sweep has more than ${MAX_POINTS} points` });
    }
    points = points.flatMap((point) => choices.map((choice) => [...point, choice]));
  }
  return points;
}

function sweeperParams(sweep: Composition): string[] {
  const node = select(sweep.hydra, "sweeper.params", sweep.context);
  if (node === undefined || node.isNone) return [];
  const params = resolvedContent(node, sweep.context);
  if (!(params instanceof PlainDict)) {
    throw new FixableError({
      code: "config/bad-sweep",
      problem: "hydra.sweeper.params must be a mapping of keys to sweeps",
      where: "hydra.sweeper.params",
    });
  }
  return Array.from(params.entries(), ([key, value]) => `${pythonStr(key)}=${pythonStr(value)}`);
}

function batchSize(sweep: Composition): number | undefined {
  const node = select(sweep.hydra, "sweeper.max_batch_size", sweep.context);
  const value = node instanceof ValueNode ? rawValue(node) : null;
  if (value === null) return undefined;
  if (typeof value === "bigint" && value > 0n) return Number(value);
  throw new FixableError({
    code: "config/bad-sweep",
    problem: `hydra.sweeper.max_batch_size is ${pythonStr(value as string)}, and must be a whole number above 0`,
    where: "hydra.sweeper.max_batch_size",
  });
}
