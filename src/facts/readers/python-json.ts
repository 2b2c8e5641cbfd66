/** @file JSON as Python writes it: NaN, Infinity and -Infinity may stand bare. */

const TEXT_OR_BARE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

export type JsonObject = Readonly<Record<string, unknown>>;

/** Bare NaN and infinities come back as the texts that `numberOf` reads. @returns undefined for what is no JSON object */
export function parsePythonJson(line: string): JsonObject | undefined {
  const value =
    parsed(line) ?? parsed(line.replace(TEXT_OR_BARE, (token) => (token[0] === '"' ? token : `"${token}"`)));
  return isObject(value) ? value : undefined;
}

/** A number, or one of the texts that stand for a number that is not finite; null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return NOT_FINITE.get(value) ?? null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
