/** @file What classes of events are called: as the file says, or as the config does (`data.class_names`). */
import { schema } from "#config/schema";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";

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

/** What an evaluation calls all classes together that are no background. */
const ALL = "all";

/**
 * An evaluation goes by names, so that each may stand for one class alone.
 *
 * @param where the names come from, for messages
 * @returns the same names
 * @throws FixableError `data/ambiguous-class` for a name of two classes, the label of another class, or `all`
 */
export function unambiguous(names: ClassNames, where: string): ClassNames {
  const labels = Object.keys(names);
  for (const [label, name] of Object.entries(names)) {
    const other = labels.find((one) => one !== label && names[one] === name);
    const meanings = [
      `class ${label}`,
      ...(other === undefined ? [] : [`class ${other}`]),
      ...(/^-?\d+$/.test(name) && name !== label ? ["a label"] : []),
      ...(name === ALL ? ["all signals together"] : []),
    ];
    if (meanings.length > 1) {
      const entries = Object.entries({ ...names, [label]: `class_${label}` });
      throw new FixableError({
        code: "data/ambiguous-class",
        problem: `"${name}" would stand for ${meanings.join(" and for ")}`,
        where,
        fix: shellWord(`data.class_names={${entries.map(([one, word]) => `${one}: ${word}`).join(", ")}}`),
      });
    }
  }
  return names;
}
