/** @file Values that a schema takes in the place of one that it does not: each is tried before it is advised. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import type { CheckContext } from "./check-config.ts";
import { composeConfig } from "./compose/compose.ts";
import { meaningOf } from "./meanings.ts";
import { type PlainValue, toPlain } from "./plain-config.ts";
import { type AnySchema, boundsNear, examplesOf, fieldAt, optionsOf, valueAt } from "./schema-shape.ts";
import { resolvedContent } from "./tree/content.ts";
import { nodeAt } from "./tree/node-at.ts";

export interface WantedValue {
  /** Path of what is to be set, below what is checked. */
  readonly inside: readonly string[];
  /** Where in there the wrong item is, if a list is set for the sake of one; empty for a list that is an item itself. */
  readonly item: readonly string[];
  /** What the validator would take, where it is a choice. */
  readonly options: readonly string[];
}

/** More than these are no advice. */
const MOST = 3;

/**
 * What was probably meant; where nothing was, the value that would be there otherwise; else any that is taken.
 *
 * @param removed the override that took the value away
 */
export function validValues(wanted: WantedValue, context: CheckContext, removed?: string): readonly PlainValue[] {
  const { inside, item } = wanted;
  const whole = valueAt(context.config, inside);
  const wrong = valueAt(context.config, [...inside, ...item]);
  const field = fieldAt(context.shape, [...inside, ...item], context.config);
  const inPlace = (value: PlainValue) => (item.length === 0 ? value : replacedAt(whole!, item, value));
  const before = valueBefore(inside, context, removed);
  const tiers: readonly (readonly PlainValue[])[] = [
    ...(wrong === undefined ? [] : meant(wrong, field, wanted.options).map((tier) => tier.map(inPlace))),
    before === undefined ? [] : [before],
    ...((field ? examplesOf(field) : []) as readonly PlainValue[]).map((value) => [inPlace(value)]),
  ];
  for (const tier of tiers) {
    const taken = tier.filter((value) => isTakenAt(inside, value, context));
    if (taken.length > 0) return taken.slice(0, MOST);
  }
  return [];
}

/** In tiers, the likeliest first. */
function meant(
  wrong: PlainValue,
  field: AnySchema | undefined,
  named: readonly string[],
): readonly (readonly PlainValue[])[] {
  const options = [...(field ? optionsOf(field) : []), ...named] as PlainValue[];
  const isOption = (word: string) => options.find((option) => String(option) === word)!;
  const words = [...new Set(options.map(String))];
  const near = typeof wrong === "object" ? [] : closestWords(String(wrong), words).map(isOption);
  const bounds = typeof wrong === "number" && field && optionsOf(field).length === 0 ? boundsNear(field, wrong) : [];
  const read = readOtherwise(wrong);
  return [meaningOf(field, wrong)?.means ?? [], read, near, bounds.slice(0, 1), [[wrong]], unwrapped(wrong)];
}

const WORDS: Readonly<Record<string, PlainValue>> = {
  ...{ yes: true, on: true, y: true, no: false, off: false, n: false, none: null, nil: null, undefined: null },
  ...{ true: true, false: false, null: null },
};

/** `"20"` as 20, `1.5` as 2, `a,b` as a list. */
function readOtherwise(wrong: PlainValue): readonly PlainValue[] {
  if (typeof wrong === "number") return [Math.round(wrong), String(wrong)];
  if (typeof wrong === "boolean") return [String(wrong)];
  if (typeof wrong !== "string") return [];
  const word = wrong.trim().toLowerCase();
  const number = word === "" ? Number.NaN : Number(word.replaceAll("_", ""));
  return [
    ...(Object.hasOwn(WORDS, word) ? [WORDS[word]!] : []),
    ...(Number.isFinite(number) ? [number, Math.round(number)] : []),
    ...(wrong.includes(",") ? [wrong.split(",").map((part) => part.trim())] : []),
  ];
}

/** What a list holds alone; the same list as an item of one. */
const unwrapped = (wrong: PlainValue): readonly PlainValue[] =>
  Array.isArray(wrong) && wrong.length === 1 ? [wrong[0] as PlainValue] : [];

/** Whether the schema has nothing against the value there, whatever else may be wrong. */
export function isTakenAt(
  inside: readonly string[],
  value: PlainValue,
  { schema, config }: Pick<CheckContext, "schema" | "shape" | "config">,
): boolean {
  const result = schema.safeParse(replacedAt(config, inside, value));
  if (result.success) return true;
  return !result.error.issues.some(({ path }) => inside.every((key, at) => String(path[at]) === key));
}

function replacedAt(config: PlainValue, path: readonly string[], value: PlainValue): PlainValue {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(config)) {
    return config.map((item, at) => (String(at) === key ? replacedAt(item as PlainValue, rest, value) : item));
  }
  const dict = (config ?? {}) as Readonly<Record<string, PlainValue>>;
  return { ...dict, [key]: replacedAt(dict[key] ?? null, rest, value) };
}

function valueBefore(inside: readonly string[], context: CheckContext, removed?: string): PlainValue | undefined {
  const path = [...context.path, ...inside];
  const origin = nodeAt(context.composition.root, path)?.origin;
  const text = removed ?? (origin?.kind === "override" ? origin.text : undefined);
  if (text === undefined) return undefined;
  const { request } = context.composition;
  try {
    const without = composeConfig({ ...request, overrides: request.overrides.filter((each) => each !== text) });
    const node = nodeAt(without.root, path);
    return node && toPlain(resolvedContent(node, without.context));
  } catch (error) {
    if (error instanceof FixableError) return undefined;
    throw error;
  }
}
