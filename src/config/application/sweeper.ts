/** @file The basic sweeper: overrides with several values → one list of overrides a job, the product of all. */
import { FixableError } from "#utils/fixable-error.ts";
import type { Composition } from "../compose/compose.ts";
import { isSweepOverride, keyElement, type Override, parseOverrides, valueText } from "../overrides/override.ts";
import { sweepTexts } from "../overrides/sweep.ts";
import { type Plain, PlainDict, pythonStr } from "../python/value.ts";
import { rawValue } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";

/** One job's overrides, as the job will be given them. */
export type Point = readonly string[];

/** The options of a config group, for `glob()`. */
export type OptionsOf = (group: string) => readonly string[];

/** Points beyond this number are a mistake in a range. */
const MAX_POINTS = 1_000_000;

/** @throws FixableError `config/bad-sweep`, `config/bad-override` */
export function basicPoints(sweep: Composition): Point[] {
  return pointsOf(sweepOverrides(sweep), groupOptions(sweep));
}

/** What a sweep is over: `hydra.sweeper.params` first, then the command line. @throws FixableError as `basicPoints` */
export function sweepOverrides(sweep: Composition): Override[] {
  return parseOverrides([...assignmentsAt(sweep, "sweeper.params"), ...sweep.overrides.task]);
}

/** The options of a config group, which globs choose from; none for a key that is no group. */
export const groupOptions =
  ({ repository }: Composition): OptionsOf =>
  (group) =>
    repository.hasGroup(group) ? repository.list(group) : [];

/** The product, the last override changing fastest. */
export function pointsOf(overrides: readonly Override[], optionsOf: OptionsOf): Point[] {
  const axes = Array.from(sweptTexts(overrides, optionsOf).values());
  return productOf(axes.map((texts) => texts.map((text) => [text])));
}

/** By key, each of its values as an override; of a key that stands twice, the first place and the last values. */
export function sweptTexts(
  overrides: readonly Override[],
  optionsOf: OptionsOf,
): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, readonly string[]>();
  for (const override of overrides) {
    const key = keyElement(override);
    const values = isSweepOverride(override) ? sweepTexts(override, optionsOf) : [valueText(override)];
    byKey.set(
      key,
      values.map((value) => `${key}=${value}`),
    );
  }
  return byKey;
}

/**
 * @param axes of each axis, the overrides of each of its places
 * @returns the last axis changing fastest
 */
export function productOf(axes: Iterable<readonly Point[]>): Point[] {
  let points: string[][] = [[]];
  for (const choices of axes) {
    if (points.length * choices.length > MAX_POINTS) {
      throw new FixableError({ code: "config/bad-sweep", problem: `the sweep has more than ${MAX_POINTS} points` });
    }
    points = points.flatMap((point) => choices.map((choice) => [...point, ...choice]));
  }
  return points;
}

/** In batches of at most `hydra.sweeper.max_batch_size`. @throws FixableError `config/bad-sweep` */
export function batchesOf(points: readonly Point[], sweep: Composition): readonly (readonly Point[])[] {
  const size = batchSize(sweep);
  if (size === undefined) return [points];
  const batches: Point[][] = [];
  for (let at = 0; at < points.length; at += size) batches.push(points.slice(at, at + size));
  return batches;
}

/**
 * @param path below `hydra`, of a mapping of keys to sweeps
 * @returns each pair as an override; none where the path holds nothing
 */
function assignmentsAt(sweep: Composition, path: string): string[] {
  const node = select(sweep.hydra, path, sweep.context);
  if (node === undefined || node.isNone) return [];
  return assignmentTexts(resolvedContent(node, sweep.context), `hydra.${path}`);
}

/** As `assignmentsAt`, of each mapping in a list. */
export function assignmentListAt(sweep: Composition, path: string): string[][] {
  const node = select(sweep.hydra, path, sweep.context);
  if (node === undefined || node.isNone) return [];
  const list = resolvedContent(node, sweep.context);
  if (!Array.isArray(list)) throw badMapping(`hydra.${path}`, "a list of mappings");
  return list.map((item, at) => assignmentTexts(item, `hydra.${path}.${at}`));
}

function assignmentTexts(content: Plain, where: string): string[] {
  if (!(content instanceof PlainDict)) throw badMapping(where, "a mapping");
  return Array.from(content.entries(), ([key, value]) => `${pythonStr(key)}=${pythonStr(value)}`);
}

const badMapping = (where: string, what: string) =>
  new FixableError({ code: "config/bad-sweep", problem: `${where} must be ${what} of keys to sweeps`, where });

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
