/** @file Words that people type for an option that is called otherwise here: noted beside the schema, told in errors. */

export interface Meaning {
  /** The options to type instead, the likeliest first. */
  readonly means: readonly string[];
  readonly because: string;
}

const noted = new WeakMap<object, Readonly<Record<string, Meaning>>>();

/** @param schema of the options; given back as it is */
export function withMeanings<S extends object>(schema: S, meanings: Readonly<Record<string, Meaning>>): S {
  noted.set(schema, meanings);
  return schema;
}

export function meaningOf(schema: object | undefined, word: unknown): Meaning | undefined {
  const meanings = schema && noted.get(schema);
  const key = String(word).toLowerCase();
  return meanings && Object.hasOwn(meanings, key) ? meanings[key] : undefined;
}
