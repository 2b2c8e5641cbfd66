/** @file A fact as a line of `events.jsonl`, both ways. */
import { jsonText } from "#utils/json-text.ts";
import type { Fact } from "../fact.ts";

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** One line, with its end. */
export const lineOf = (fact: Fact): string => `${jsonText(fact)}\n`;

/** @returns undefined for a line that is no JSON object: torn, or damaged */
export function factOfLine(line: string): Fact | undefined {
  try {
    const value: unknown = JSON.parse(line, (_, inner) => NOT_FINITE.get(inner) ?? inner);
    return typeof value === "object" && value !== null ? (value as Fact) : undefined;
  } catch {
    return undefined;
  }
}
