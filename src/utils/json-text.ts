/** @file Values → JSON in which no number is lost: NaN and the infinities, which it does not have, are texts as in the facts. */

/** @param indent blanks a level; one line where it is left out */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, inner) => (typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner),
    indent,
  );
