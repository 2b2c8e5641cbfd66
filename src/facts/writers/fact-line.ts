/** @file A fact as a line of `events.jsonl`, both ways. */
import { jsonText, valueOfJson } from "#utils/json-text.ts";
import type { Fact } from "../fact.ts";

/** One line, with its end. */
export const lineOf = (fact: Fact): string => `${jsonText(fact)}\n`;

/** @returns undefined for a line that is no JSON object: torn, or damaged */
export function factOfLine(line: string): Fact | undefined {
  try {
    const value = valueOfJson(line);
    return typeof value === "object" && value !== null ? (value as Fact) : undefined;
  } catch {
    return undefined;
  }
}
