/** @file A resolved config against the schema of what it configures: every mistake at once, with its file and line. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { Composition } from "./compose/compose.ts";
import { nearestKeys } from "./compose/nearest-keys.ts";
import { meaningOf } from "./meanings.ts";
import { assignmentWord, valueWord } from "./overrides/assignment.ts";
import { type Override, parseOverride } from "./overrides/override.ts";
import type { PlainConfig, PlainValue } from "./plain-config.ts";
import type { Infer, Schema } from "./schema.ts";
import { type AnySchema, discriminators, fieldAt, inWords, keysAt, schemasAt, valueAt } from "./schema-shape.ts";
import { throwAll } from "./several-errors.ts";
import { ValueNode } from "./tree/node.ts";
import { nodeAt } from "./tree/node-at.ts";
import { whereOf } from "./tree/origin.ts";
import { isTakenAt, validValues } from "./valid-values.ts";

/** What this file reads of the validator's issues. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly discriminator?: string;
}

/**
 * @param composition where the values came from, for messages
 * @param path of `config` in the composition; default: the whole
 * @returns the value with the schema's defaults, deep-frozen
 * @throws FixableError `config/unknown-key`, `config/missing-value`, `config/wrong-type`, `config/unknown-option`;
 * SeveralErrors for more than one mistake
 */
export function checkConfig<S extends Schema>(
  schema: S,
  config: PlainValue | PlainConfig,
  composition: Composition,
  path: readonly string[] = [],
): Infer<S> {
  const result = schema.safeParse(config);
  if (result.success) return deepFreeze(result.data) as Infer<S>;
  const issues = result.error.issues as unknown as readonly Issue[];
  const context: CheckContext = { schema, shape: schema as unknown as AnySchema, config, composition, path };
  const [chosen] = kindsSetAlone(issues, context);
  if (chosen) throw chosen;
  const errors = issues.flatMap((issue) => errorsOf(issue, context));
  // items of a list that was meant as an item itself all say the same
  throwAll(errors.filter(({ message }, at) => errors.findIndex((other) => other.message === message) === at));
  return undefined as never;
}

export interface CheckContext {
  readonly schema: Schema;
  /** The same, to look at. */
  readonly shape: AnySchema;
  readonly config: PlainValue;
  readonly composition: Composition;
  /** Of `config` in the composition. */
  readonly path: readonly string[];
}

function errorsOf(issue: Issue, context: CheckContext): FixableError[] {
  const inside = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(context.shape, inside, context.config);
    return (issue.keys ?? []).map((key) => unknownKey([...inside, key], known, context));
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    // the path ends in the key that decides, or at the union itself
    const union = inside.at(-1) === issue.discriminator ? inside.slice(0, -1) : inside;
    const kinds = discriminators(schemasAt(context.shape, union, context.config), issue.discriminator);
    if (kinds.length > 0) return [wrongValue([...union, issue.discriminator], { ...issue, values: kinds }, context)];
  }
  if (issue.code === "invalid_union" && issue.errors?.length) {
    // the branch that got furthest is the one that was meant
    const best = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))[0]!;
    if (depthOf(best) > 0 && !isOwn(issue))
      return best.flatMap((inner) => errorsOf({ ...inner, path: [...issue.path, ...inner.path] }, context));
  }
  return [wrongValue(inside, issue, context)];
}

/** `encoder.kind=gnn` where `encoder=gnn` was meant: its other keys are still those of another kind. */
function kindsSetAlone(issues: readonly Issue[], { composition, path }: CheckContext): FixableError[] {
  const { overrides } = composition.request;
  return overrides.flatMap((text) => {
    const [, dotted, key, option] = /^([\w.]+)\.(\w+)=(\w+)$/.exec(text) ?? [];
    if (dotted === undefined) return [];
    const group = dotted.replaceAll(".", "/");
    const isAbout = (issue: Issue) => [...path, ...issue.path].join(".").startsWith(`${dotted}.`);
    const isGroup = composition.repository.hasGroup(group) && composition.choices.get(group) !== option;
    if (!isGroup || !issues.some((issue) => isAbout(issue) || [...path, ...issue.path].join(".") === dotted)) return [];
    const options = composition.repository.list(group);
    if (nodeAt(composition.root, [...dotted.split("."), key!]) === undefined || key !== "kind") return [];
    const near = closestWords(option!, options);
    return new FixableError({
      code: "config/group-as-key",
      problem: `${dotted}.${key} alone does not make a ${option}: the other keys come with the group ${group}; there is ${options.join(", ")}`,
      where: `override ${text}`,
      fix: (near.length > 0 ? near : options.slice(0, 3)).map((name) => shellWord(`${group}=${name}`)),
    });
  });
}

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

/** Whether the schema says itself what is wrong, and not the validator. */
const isOwn = ({ message }: Issue): boolean => !/^(Invalid|Too (small|big)|Unrecognized)/.test(message);

/** @param inside the path below what is checked */
function wrongValue(inside: readonly string[], issue: Issue, context: CheckContext): FixableError {
  const { composition, config } = context;
  const place = placeToSet(inside, context);
  const at = place.isWrapped ? place.inside : inside;
  const dotted = [...context.path, ...at].join(".") || "the config";
  const value = valueAt(config, at);
  const field = fieldAt(context.shape, at, config);
  const options = issue.values?.map(String) ?? [];
  const removed = value === undefined ? deletionOf([...context.path, ...at], composition) : undefined;
  const key = [...context.path, ...place.inside].join(".");
  const sign = value === undefined && removed === undefined ? "+" : "";
  const wish = { inside: place.inside, item: place.isWrapped ? [] : inside.slice(place.inside.length), options };
  return new FixableError({
    code: value === undefined ? "config/missing-value" : issue.values ? "config/unknown-option" : "config/wrong-type",
    problem: `${dotted} ${problemOf(value, issue, { field, options })}`,
    where: removed ? `override ${removed}` : whereFor([...context.path, ...at], composition),
    fix: key === "" ? [] : validValues(wish, context, removed).map((valid) => assignmentWord(sign + key, valid)),
  });
}

interface Expected {
  readonly field: AnySchema | undefined;
  readonly options: readonly string[];
}

function problemOf(value: PlainValue | undefined, issue: Issue, { field, options }: Expected): string {
  const found = `is ${shown(value)}`;
  const meaning = meaningOf(field, value);
  if (meaning) return `${found}, and must be one of ${options.join(", ")}: ${meaning.because}`;
  if (isOwn(issue)) return `${found}: ${issue.message}`;
  if (issue.code.startsWith("too_") && typeof value === "string") return `${found}: ${lowerFirst(issue.message)}`;
  if (options.length > 1) return `${found}, and must be one of ${options.join(", ")}`;
  return `${found}, expected ${field ? inWords(field) : options.join("") || lowerFirst(issue.message)}`;
}

/** Lists are set as a whole. */
function placeToSet(
  inside: readonly string[],
  { shape, schema, config }: CheckContext,
): { readonly inside: readonly string[]; readonly isWrapped: boolean } {
  const first = inside.findIndex((_, at) => Array.isArray(valueAt(config, inside.slice(0, at))));
  if (first < 0) return { inside, isWrapped: false };
  const list = inside.slice(0, first);
  const isWrapped = isTakenAt(list, [valueAt(config, list)!], { schema, shape, config });
  return { inside: list, isWrapped };
}

/** `~key` of the command line that took the value, or what holds it, away. */
function deletionOf(path: readonly string[], { request }: Composition): string | undefined {
  const dotted = path.join(".");
  return request.overrides.find((text) => {
    const key = /^~([^=@]+)/.exec(text)?.[1]?.replaceAll("/", ".");
    return key !== undefined && (dotted === key || dotted.startsWith(`${key}.`));
  });
}

function unknownKey(inside: readonly string[], known: readonly string[], context: CheckContext): FixableError {
  const { composition } = context;
  const path = [...context.path, ...inside];
  const parent = path.slice(0, -1);
  const there = known.length > 0 ? `; there is ${[...known].sort().join(", ")}` : "";
  const near = closestWords(path.at(-1)!, known);
  const origin = nodeAt(composition.root, path)?.origin;
  return new FixableError({
    code: "config/unknown-key",
    problem: `${parent.join(".") || "the config"} has no key "${path.at(-1)}"${there}`,
    where: whereFor(path, composition),
    fix:
      origin?.kind === "override"
        ? otherKeys(path, near, { ...context, override: parseOverride(origin.text) })
        : inFile(path, near, valueAt(context.config, inside)),
  });
}

/** What can stand in the file instead. */
function inFile(path: readonly string[], near: readonly string[], value: PlainValue | undefined): string[] {
  const isScalar = value !== undefined && (value === null || typeof value !== "object");
  if (near.length === 0) return [shellWord(`~${path.join(".")}`)];
  return near.map((key) => (isScalar ? `${key}: ${valueWord(value)}` : `${key}:`));
}

/** What can be typed instead of an override that brought the key. */
function otherKeys(
  path: readonly string[],
  near: readonly string[],
  { override, composition }: CheckContext & { readonly override: Override },
): string[] {
  const { text } = override;
  const [dotted, parent] = [path.join("."), path.slice(0, -1)];
  const isThere = (key: string) => nodeAt(composition.root, key.split(".")) !== undefined;
  if (override.key !== dotted) {
    const word = new RegExp(`(?<![\\w.])${path.at(-1)!.replace(/\W/g, "\\$&")}(?=\\s*:)`);
    return word.test(text) ? near.map((key) => shellWord(text.replace(word, key))) : [];
  }
  const value = text.slice(text.indexOf("="));
  const here = near.map((key) => [...parent, key].join("."));
  const elsewhere = nearestKeys(composition.root, dotted).filter(
    (key) => key !== dotted && nodeAt(composition.root, key.split(".")) instanceof ValueNode,
  );
  const keys = here.length > 0 ? here : elsewhere;
  if (keys.length > 0) return keys.map((key) => shellWord(`${isThere(key) ? "" : "+"}${key}${value}`));
  const shownPart = parent.length > 0 ? ` --package ${parent.join(".")}` : "";
  return [`${composition.request.jobName} --cfg job${shownPart}`];
}

/** The place of the value, or of the nearest thing above it that was written somewhere. */
function whereFor(path: readonly string[], composition: Composition): string | undefined {
  for (let length = path.length; length >= 0; length--) {
    const where = whereOf(nodeAt(composition.root, path.slice(0, length))?.origin);
    if (where !== undefined) return where;
  }
  return undefined;
}

/** Longer lists and mappings are not written out. */
const MOST_SHOWN = 60;

function shown(value: PlainValue | undefined): string {
  if (value === undefined) return "not there";
  if (typeof value === "string") return `the text "${value}"`;
  if (value === null || typeof value !== "object") return String(value);
  const text = valueWord(value);
  const what = Array.isArray(value) ? "a list" : "a mapping";
  return text.length > MOST_SHOWN ? what : `${what}, ${text}`;
}

const lowerFirst = (text: string): string => (text[0]?.toLowerCase() ?? "") + text.slice(1);

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
