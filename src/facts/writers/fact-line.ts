/** @file A fact as a line of `events.jsonl`, both ways. */
import type { Fact } from "../fact.ts";

/** JSON has no NaN and no infinities: left alone, `JSON.stringify` would quietly store null. */
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** One line, with its end. */
export function lineOf(fact: Fact): string {
  return `${JSON.stringify(fact, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value))}\n`;
}

/** @returns undefined for a line that is no JSON object: torn, or damaged */
export function factOfLine(line: string): Fact | undefined {
  try {
    const value: unknown = JSON.parse(line, (_, inner) => NOT_FINITE.get(inner) ?? inner);
    return typeof value === "object" && value !== null ? (value as Fact) : undefined;
  } catch {
    return undefined;
  }
}
