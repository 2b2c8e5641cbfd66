/** @file Values ↔ JSON in which no number is lost: NaN and the infinities, which it does not have, are texts as in the facts. */

/** @param indent blanks a level; one line where it is left out */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, inner) => (typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner),
    indent,
  );

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** @throws SyntaxError for a text that is no JSON */
export const valueOfJson = (text: string): unknown => JSON.parse(text, (_, inner) => NOT_FINITE.get(inner) ?? inner);
