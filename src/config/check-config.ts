/** @file A resolved config against the schema of what it configures: every mistake at once, with its file and line. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import type { Composition } from "./compose/compose.ts";
import type { PlainConfig, PlainValue } from "./plain-config.ts";
import type { Infer, Schema } from "./schema.ts";
import { throwAll } from "./several-errors.ts";
import { DictNode, ListNode, type Node } from "./tree/node.ts";
import { whereOf } from "./tree/origin.ts";

/** What this file reads of the validator's issues and of its schemas. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly discriminator?: string;
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, AnySchema>>;
  readonly innerType?: AnySchema;
  readonly element?: AnySchema;
  readonly valueType?: AnySchema;
  readonly in?: AnySchema;
  readonly options?: readonly AnySchema[];
  readonly values?: readonly unknown[];
}

interface AnySchema {
  readonly _zod: { readonly def: Definition };
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
  const context = { schema: schema as unknown as AnySchema, config, composition, path };
  const errors = issues.flatMap((issue) => errorsOf(issue, context));
  throwAll(errors);
  return undefined as never;
}

interface CheckContext {
  readonly schema: AnySchema;
  readonly config: PlainValue;
  readonly composition: Composition;
  readonly path: readonly string[];
}

function errorsOf(issue: Issue, context: CheckContext): FixableError[] {
  const inside = issue.path.map(String);
  const path = [...context.path, ...inside];
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => unknownKey([...path, key], keysAt(context, inside), context));
  }
  const value = valueAt(context.config, inside);
  const dotted = path.join(".");
  const node = nodeAt(context.composition.root, path);
  const where = whereFor(path, context.composition);
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    // the path ends in the key that decides, or at the union itself
    const union = inside.at(-1) === issue.discriminator ? inside.slice(0, -1) : inside;
    const kinds = discriminators(schemaAt(context.schema, union, context.config), issue.discriminator);
    if (kinds.length > 0) return [wrongOption([...context.path, ...union, issue.discriminator], kinds, context)];
  }
  if (issue.code === "invalid_union" && issue.errors?.length) {
    // the branch that got furthest is the one that was meant
    const best = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))[0]!;
    return best.flatMap((inner) => errorsOf({ ...inner, path: [...issue.path, ...inner.path] }, context));
  }
  if (value === undefined || (value === null && node === undefined)) {
    const problem = `${dotted} is not there, and must be ${issue.expected ?? "set"}`;
    return [new FixableError({ code: "config/missing-value", problem, where, fix: `+${dotted}=VALUE` })];
  }
  if (issue.code === "invalid_value") return [wrongOption(path, (issue.values ?? []).map(String), context)];
  const expected = issue.code === "invalid_type" ? `expected ${issue.expected}` : lowerFirst(issue.message);
  return [
    new FixableError({
      code: "config/wrong-type",
      problem: `${dotted} is ${shown(value)}; ${expected}`,
      where,
      fix: `${dotted}=VALUE`,
    }),
  ];
}

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

function unknownKey(path: readonly string[], known: readonly string[], { composition }: CheckContext): FixableError {
  const dotted = path.join(".");
  const parent = path.slice(0, -1);
  const near = closestWords(path.at(-1)!, known).map((key) => [...parent, key].join("."));
  const there = known.length > 0 ? `; there is ${[...known].sort().join(", ")}` : "";
  return new FixableError({
    code: "config/unknown-key",
    problem: `${parent.join(".") || "the config"} has no key "${path.at(-1)}"${there}`,
    where: whereFor(path, composition),
    fix: near.length > 0 ? near.map((key) => `${key} instead of ${dotted}`).join(" or ") : `~${dotted}`,
  });
}

function wrongOption(path: readonly string[], options: readonly string[], context: CheckContext): FixableError {
  const dotted = path.join(".");
  const found = valueAt(context.config, path.slice(context.path.length));
  const near = closestWords(String(found ?? ""), options);
  return new FixableError({
    code: found === undefined ? "config/missing-value" : "config/unknown-option",
    problem: `${dotted} is ${shown(found)}, and must be one of ${options.join(", ")}`,
    where: whereFor(path, context.composition),
    fix: `${dotted}=${near[0] ?? options[0] ?? "VALUE"}`,
  });
}

/** The place of the value, or of the nearest thing above it that was written somewhere. */
function whereFor(path: readonly string[], composition: Composition): string | undefined {
  for (let length = path.length; length >= 0; length--) {
    const where = whereOf(nodeAt(composition.root, path.slice(0, length))?.origin);
    if (where !== undefined) return where;
  }
  return undefined;
}

function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let at: Node | undefined = root;
  for (const key of path) {
    at = at instanceof DictNode ? at.get(key) : at instanceof ListNode ? at.items[Number(key)] : undefined;
  }
  return at;
}

function valueAt(config: PlainValue, path: readonly string[]): PlainValue | undefined {
  let at: PlainValue | undefined = config;
  for (const key of path) {
    at = at !== null && typeof at === "object" ? (at as Readonly<Record<string, PlainValue>>)[key] : undefined;
  }
  return at;
}

function keysAt(context: CheckContext, path: readonly string[]): string[] {
  return schemaAt(context.schema, path, context.config).flatMap(({ _zod: { def } }) => Object.keys(def.shape ?? {}));
}

/** The schemas a place of the config may follow; of a union, those whose literals agree with the config. */
function schemaAt(schema: AnySchema, path: readonly string[], config: PlainValue): AnySchema[] {
  let at = branches(schema, config);
  let value: PlainValue | undefined = config;
  for (const key of path) {
    value = value === undefined ? undefined : valueAt(value, [key]);
    at = at.flatMap(({ _zod: { def } }) => {
      const next = def.shape?.[key] ?? def.element ?? def.valueType;
      return next ? branches(next, value) : [];
    });
  }
  return at;
}

function branches(schema: AnySchema, value: PlainValue | undefined): AnySchema[] {
  const { def } = schema._zod;
  if (def.innerType) return branches(def.innerType, value);
  if (def.type === "pipe" && def.in) return branches(def.in, value);
  if (!def.options) return [schema];
  const all = def.options.flatMap((option) => branches(option, value));
  const agreeing = all.filter((option) => agrees(option, value));
  return agreeing.length > 0 ? agreeing : all;
}

function agrees({ _zod: { def } }: AnySchema, value: PlainValue | undefined): boolean {
  const literals = Object.entries(def.shape ?? {}).filter(([, field]) => field._zod.def.type === "literal");
  return literals.every(([key, field]) =>
    field._zod.def.values?.includes(value === undefined ? undefined : valueAt(value, [key])),
  );
}

function discriminators(schemas: readonly AnySchema[], key: string): string[] {
  return schemas.flatMap(({ _zod: { def } }) => (def.shape?.[key]?._zod.def.values ?? []).map(String));
}

function shown(value: PlainValue | undefined): string {
  if (value === undefined) return "not there";
  if (typeof value === "string") return `the text "${value}"`;
  if (Array.isArray(value)) return "a list";
  return value !== null && typeof value === "object" ? "a mapping" : String(value);
}

const lowerFirst = (text: string): string => (text[0]?.toLowerCase() ?? "") + text.slice(1);

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
