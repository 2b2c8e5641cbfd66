/** @file Every fact of a run, as it was written; for questions that need each digit. */
import { textOrNull } from "#utils/file-text.ts";
import type { Fact } from "../fact.ts";
import { factOfLine } from "../writers/fact-line.ts";

/** @param path of `events.jsonl`. @returns in the order of writing, without a torn last line; none where there is no file */
export function readFacts(path: string): readonly Fact[] {
  const text = textOrNull(path) ?? "";
  return text.split("\n").flatMap((line) => (line === "" ? [] : (factOfLine(line) ?? [])));
}
