/** @file What classes of events are called: as the file says, or as the config does (`data.class_names`). */
import { schema } from "#config/schema";

export const classNames = schema
  .record(schema.string().regex(/^-?\d+$/), schema.string().min(1))
  .nullable()
  .default(null)
  .describe("what classes are called in figures and tables, by label; the file's own names where it is silent");

/** Names of classes by label, where anybody has named them. */
export type ClassNames = Readonly<Record<string, string>>;

/** `1 tttt, 2 ttH`, as `thesis-simulate` writes it beside the labels. */
export function classNamesOf(attribute: string | number | undefined): ClassNames {
  const entries = Array.from(String(attribute ?? "").matchAll(/(?:^|,)\s*(-?\d+) ([^,\s]+)/g));
  return Object.fromEntries(entries.map(([, label, name]) => [label!, name!]));
}
