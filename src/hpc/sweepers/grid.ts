/**
 * @file Hydra's product, and what a product cannot say: keys that go together (`zip`), points from a list (`points`), and
 * points that are left out (`exclude`). Without these three it is Hydra's basic sweeper.
 */
import {
  assignmentListAt,
  type Composition,
  groupOptions,
  type OptionsOf,
  type Point,
  parseOverrides,
  productOf,
  type SweepPlan,
  sweepOverrides,
  sweptTexts,
} from "#config";
import { type Infer, schema } from "#config/schema";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { assignments } from "../search/rules.ts";
import type { Sweeper } from "./sweeper.ts";

export const gridConfig = schema.strictObject({
  kind: schema.literal("grid"),
  params: assignments.nullable(),
  /** Keys whose values go together, the first with the first, instead of each with each. */
  zip: schema.array(schema.union([schema.array(schema.string()), schema.string()])),
  /** One after another in the place of a product; each may be a small grid of its own. */
  points: schema.array(assignments),
  /** Left out: points that have one of the values of every key. */
  exclude: schema.array(assignments),
  max_batch_size: schema.int().positive().nullable(),
});

export class GridSweeper implements Sweeper {
  readonly #zip: readonly (readonly string[])[];

  /** @throws FixableError `config/bad-sweep` */
  constructor({ zip }: Infer<typeof gridConfig>) {
    this.#zip = groupsOf(zip);
  }

  plan(sweep: Composition): SweepPlan {
    const optionsOf = groupOptions(sweep);
    const overrides = sweepOverrides(sweep);
    const endless = overrides.find(({ valueKind }) => valueKind === "interval");
    if (endless)
      throw badSweep(
        "a grid cannot have all values of an interval; a search draws from it",
        `override ${endless.text}`,
        SEARCH,
      );
    const axes = sweptTexts(overrides, optionsOf);
    const listed = listedPoints(assignmentListAt(sweep, "sweeper.points"), axes, optionsOf);
    const points = productOf([...(listed.length > 0 ? [listed] : []), ...zipped(axes, this.#zip)]);
    const left = withoutExcluded(points, assignmentListAt(sweep, "sweeper.exclude"), optionsOf);
    const note = repeatedNote(left);
    return { points: left, ...(note !== undefined && { note }) };
  }
}

/** Lists of keys that go together; a list of keys alone is a slip that has one meaning. */
function groupsOf(zip: Infer<typeof gridConfig>["zip"]): readonly (readonly string[])[] {
  const isFlat = zip.length > 0 && zip.every((item) => typeof item === "string");
  if (isFlat)
    throw badSweep(
      "it is a list of keys; expected a list of such lists, since several may go together",
      "hydra.sweeper.zip",
      shellWord(`hydra.sweeper.zip=[[${zip.join(",")}]]`),
    );
  return zip.map((item, at) => {
    const keys = typeof item === "string" ? [item] : item;
    if (keys.length > 1) return keys;
    throw badSweep(
      `${keys[0] ?? "a key"} has nothing to go together with; a group has two keys or more`,
      `hydra.sweeper.zip.${at}`,
    );
  });
}

/** The same training twice says nothing new, but it may be meant. */
function repeatedNote(points: readonly Point[]): string | undefined {
  const numbers = new Map<string, number>();
  for (const [number, point] of points.entries()) {
    const first = numbers.get(point.join(" "));
    if (first !== undefined) return `#${first} and #${number} are the same training`;
    numbers.set(point.join(" "), number);
  }
  return undefined;
}

const SEARCH = "hydra/sweeper=random";

/** `+key` and `++key` of an override, without what says how it is added. */
const bareKey = (text: string): string => text.replace(/^\+{1,2}/, "").replace(/=.*$/s, "");

/** The points of `points`; what the command line says of a key is stronger. */
function listedPoints(
  lists: readonly (readonly string[])[],
  axes: ReadonlyMap<string, readonly string[]>,
  optionsOf: OptionsOf,
): Point[] {
  const taken = new Set([...axes.keys()].map(bareKey));
  return lists.flatMap((texts) => {
    const own = sweptTexts(parseOverrides(texts.filter((text) => !taken.has(bareKey(text)))), optionsOf);
    return productOf([...own.values()].map((values) => values.map((value) => [value])));
  });
}

/** The axes of a product; keys that go together are one axis, in the place of the first of them. */
function zipped(
  axes: ReadonlyMap<string, readonly string[]>,
  zips: readonly (readonly string[])[],
): readonly (readonly Point[])[] {
  const groups = zips.map((keys, at) => keys.map((key) => axisOf(key, axes, `hydra.sweeper.zip.${at}`)));
  const all = groups.flat();
  const twice = all.find((key, at) => all.indexOf(key) !== at);
  if (twice !== undefined) throw badSweep(`${twice} stands twice in hydra.sweeper.zip`, "hydra.sweeper.zip");
  return Array.from(axes).flatMap(([key, values]) => {
    const at = groups.findIndex((keys) => keys.includes(key));
    if (at < 0) return [values.map((value) => [value])];
    const keys = groups[at]!;
    return key === [...axes.keys()].find((each) => keys.includes(each)) ? [together(keys, axes, at)] : [];
  });
}

function together(keys: readonly string[], axes: ReadonlyMap<string, readonly string[]>, at: number): Point[] {
  const columns = keys.map((key) => axes.get(key)!);
  const lengths = columns.map(({ length }) => length);
  if (new Set(lengths).size > 1) {
    const each = keys.map((key, column) => `${key} has ${lengths[column]}`).join(", ");
    throw badSweep(`keys that go together need equally many values; ${each}`, `hydra.sweeper.zip.${at}`);
  }
  return columns[0]!.map((_, row) => columns.map((column) => column[row]!));
}

/** @returns the key of the axis as it was typed, with its `+` */
function axisOf(key: string, axes: ReadonlyMap<string, readonly string[]>, where: string): string {
  const found = [...axes.keys()].find((each) => bareKey(each) === key);
  if (found !== undefined) return found;
  const known = [...axes.keys()].map(bareKey);
  const [nearest] = closestWords(key, known);
  const problem = `there is nothing to go together with: the sweep has no values of ${key}`;
  throw badSweep(problem, where, nearest === undefined ? `${key}=…,…` : `${nearest} instead of ${key}`);
}

function withoutExcluded(
  points: readonly Point[],
  exclude: readonly (readonly string[])[],
  optionsOf: OptionsOf,
): readonly Point[] {
  const isLeftOut = new Set<Point>();
  for (const [at, texts] of exclude.entries()) {
    const conditions = Array.from(sweptTexts(parseOverrides(texts), optionsOf), ([key, values]) => ({ key, values }));
    const matching = points.filter((point) =>
      conditions.every(({ values }) => point.some((text) => values.includes(text.replace(/^\+{1,2}/, "")))),
    );
    if (matching.length === 0) throw nothingMatches(conditions, points, `hydra.sweeper.exclude.${at}`);
    for (const point of matching) isLeftOut.add(point);
  }
  const left = points.filter((point) => !isLeftOut.has(point));
  if (left.length === 0 && points.length > 0)
    throw badSweep("no point is left: hydra.sweeper.exclude leaves out all of them", "hydra.sweeper.exclude");
  return left;
}

function nothingMatches(
  conditions: readonly { readonly key: string; readonly values: readonly string[] }[],
  points: readonly Point[],
  where: string,
): FixableError {
  const textsOf = (key: string) => [...new Set(points.flat().filter((text) => bareKey(text) === key))];
  const known = [...new Set(points.flat().map(bareKey))];
  const unmet = conditions.find(({ key, values }) => !textsOf(key).some((text) => values.includes(text)));
  if (unmet === undefined) return badSweep("no point of the sweep has all of these values together", where);
  const { key, values } = unmet;
  const [nearest] = closestWords(key, known);
  if (textsOf(key).length === 0)
    return badSweep(
      `it leaves out nothing: the points have no ${key}; they have ${known.join(", ")}`,
      where,
      nearest && `${nearest} instead of ${key}`,
    );
  return badSweep(
    `it leaves out nothing: no point has ${values.join(" or ")}; there is ${textsOf(key).join(", ")}`,
    where,
  );
}

const badSweep = (problem: string, where: string, fix?: string): FixableError =>
  new FixableError({ code: "config/bad-sweep", problem, where, ...(fix !== undefined && { fix }) });
