/** @file What the legend calls the groups of a figure, and how wide that makes it. */
import { WIDTHS_PT } from "#figures";
import { axisWord, type RunGroup, type RunGroups } from "../run-groups.ts";

/** Up to this many groups stand in the legend one by one; more go by their bottlenecks. */
const MOST_NAMES = 24;
/** About what a legend of six lines has room for in a column, samples included. */
const COLUMN_HOLDS = 250;
const SAMPLE = 6;
/** A longer name takes more lines beside a frame of one column than its bar is high. */
const LONGEST_BESIDE = 26;

export const areNamed = (groups: readonly RunGroup[]): boolean => groups.length <= MOST_NAMES;

/** A column of a journal, or a flat page where the legend takes it. */
export function widthFor(groups: readonly RunGroup[]): { readonly widthPt?: number; readonly aspect?: number } {
  const letters = groups.reduce((sum, { name }) => sum + name.length + SAMPLE, 0);
  return areNamed(groups) && letters > COLUMN_HOLDS ? { widthPt: WIDTHS_PT.page, aspect: 0.45 } : {};
}

/** Of a figure with a name a row. */
export function widthBeside(names: readonly string[]): { readonly widthPt?: number } {
  return names.some(({ length }) => length > LONGEST_BESIDE) ? { widthPt: WIDTHS_PT.page } : {};
}

/** What tells groups apart that share an entry. */
export function sharedNameNotes(groups: readonly RunGroup[], { varied }: RunGroups): string[] {
  if (areNamed(groups)) return [];
  const others = [...varied.keys()].filter((axis) => axis !== "tokenizer").map(axisWord);
  const reason = others.length > 0 ? `; those of one colour differ in ${others.join(", ")}` : "";
  return [`${groups.length} groups${reason}`];
}
