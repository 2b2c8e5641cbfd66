/** @file What a schema of the validator allows at a place of a config: its keys, its options, its kind of value in words. */
import type { PlainValue } from "./plain-config.ts";

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, AnySchema>>;
  readonly innerType?: AnySchema;
  readonly element?: AnySchema;
  readonly valueType?: AnySchema;
  readonly in?: AnySchema;
  readonly options?: readonly AnySchema[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly defaultValue?: unknown;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly value?: unknown;
  readonly inclusive?: boolean;
}

/** What is read here of a schema. */
export interface AnySchema {
  readonly _zod: { readonly def: Definition };
}

export function keysAt(schema: AnySchema, path: readonly string[], config: PlainValue): string[] {
  return schemasAt(schema, path, config).flatMap(({ _zod: { def } }) => Object.keys(def.shape ?? {}));
}

/** The schemas that a place of the config may follow; of a union, those whose literals agree with the config. */
export function schemasAt(schema: AnySchema, path: readonly string[], config: PlainValue): AnySchema[] {
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

export function discriminators(schemas: readonly AnySchema[], key: string): string[] {
  return schemas.flatMap(({ _zod: { def } }) => (def.shape?.[key]?._zod.def.values ?? []).map(String));
}

/** The schema of a place as it is written, with what it takes besides (null) and where it is left out. */
export function fieldAt(schema: AnySchema, path: readonly string[], config: PlainValue): AnySchema | undefined {
  if (path.length === 0) return schema;
  const key = path.at(-1)!;
  const parents = schemasAt(schema, path.slice(0, -1), config);
  const fields = parents.map(({ _zod: { def } }) => def.shape?.[key] ?? def.element ?? def.valueType);
  return fields.find((field) => field !== undefined);
}

/** The values that a schema names one by one. */
export function optionsOf({ _zod: { def } }: AnySchema): readonly unknown[] {
  if (def.type === "literal") return def.values ?? [];
  if (def.type === "enum") return Object.values(def.entries ?? {});
  if (def.type === "boolean") return [true, false];
  return innerOf(def).flatMap(optionsOf);
}

/** Values to try: what is taken where nothing is written, options, bounds. */
export function examplesOf(schema: AnySchema): readonly unknown[] {
  const { def } = schema._zod;
  const inner = innerOf(def);
  if (inner.length > 0) {
    const left = def.type === "default" ? [def.defaultValue] : [];
    return [...left, ...inner.flatMap(examplesOf), ...(def.type === "nullable" ? [null] : [])];
  }
  if (def.type === "number") return [1, 0, ...boundsOf(def).map(({ value }) => value)];
  if (def.type === "array") return [[]];
  return optionsOf(schema);
}

/** What lies at the ends of what is allowed, the nearest to a number first. */
export function boundsNear(schema: AnySchema, wrong: number): readonly number[] {
  const { def } = schema._zod;
  const inner = innerOf(def);
  if (inner.length > 0) return inner.flatMap((each) => boundsNear(each, wrong));
  if (def.type !== "number") return [];
  return boundsOf(def)
    .filter(({ inclusive }) => inclusive || def.format === "safeint")
    .map(({ check, value, inclusive }) => Number(value) + (inclusive ? 0 : check === "greater_than" ? 1 : -1))
    .sort((a, b) => Math.abs(a - wrong) - Math.abs(b - wrong));
}

const innerOf = (def: Definition): readonly AnySchema[] =>
  def.options ?? (def.innerType ? [def.innerType] : def.type === "pipe" && def.in ? [def.in] : []);

/** `a whole number above 0`, `a list of text`, `auto or a whole number above 0`. */
export function inWords(schema: AnySchema): string {
  const kinds = kindsOf(schema);
  return kinds.length > 1 ? `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}` : (kinds[0] ?? "another value");
}

function kindsOf(schema: AnySchema): readonly string[] {
  const { def } = schema._zod;
  const inner = innerOf(def);
  if (inner.length > 0) {
    const all = [...inner.flatMap(kindsOf), ...(def.type === "nullable" ? ["null"] : [])];
    return [...new Set(all)];
  }
  switch (def.type) {
    case "literal":
    case "enum":
    case "boolean":
      return optionsOf(schema).map(String);
    case "number":
      return [numberInWords(def)];
    case "string":
      return ["text"];
    case "array":
      return [def.element ? `a list of ${plural(inWords(def.element))}` : "a list"];
    case "object":
    case "record":
      return ["a mapping"];
    case "null":
      return ["null"];
    default:
      return [];
  }
}

const plural = (words: string): string => words.replace(/^a ((?:whole )?number|list|mapping)/, "$1s");

/** `a whole number from 50 up to 1200`. */
function numberInWords(def: Definition): string {
  const bounds = boundsOf(def).map(({ check, value, inclusive }) =>
    check === "greater_than" ? `${inclusive ? "from" : "above"} ${value}` : `${inclusive ? "up to" : "below"} ${value}`,
  );
  const isOpen = bounds.length === 1 && bounds[0]!.startsWith("from");
  return [def.format === "safeint" ? "a whole number" : "a number", ...bounds, ...(isOpen ? ["on"] : [])].join(" ");
}

/** The lower one first. */
function boundsOf({ checks = [] }: Definition): readonly Check[] {
  const all = checks.map(({ _zod: { def } }) => def);
  return ["greater_than", "less_than"].flatMap((kind) => all.filter(({ check }) => check === kind).slice(-1));
}

export function valueAt(config: PlainValue, path: readonly string[]): PlainValue | undefined {
  let at: PlainValue | undefined = config;
  for (const key of path) {
    at = at !== null && typeof at === "object" ? (at as Readonly<Record<string, PlainValue>>)[key] : undefined;
  }
  return at;
}
