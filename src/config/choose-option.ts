/** @file Picks one member of a table by the name a config gives, or explains itself when there is no such member. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";

/**
 * @param group what the table holds, in the user's words: `encoder`
 * @param where file and line, or the override as it was typed
 * @throws FixableError `config/unknown-option`
 */
export function chooseOption<const T extends Readonly<Record<string, unknown>>>(
  group: string,
  options: T,
  wanted: string,
  where: string,
): T[keyof T] {
  if (Object.hasOwn(options, wanted)) return options[wanted as keyof T];
  const known = Object.keys(options).sort();
  const [nearest] = closestWords(wanted, known);
  throw new FixableError({
    code: "config/unknown-option",
    problem: `there is no ${group} called "${wanted}"; there is ${known.join(", ")}`,
    where,
    fix: `${group}=${nearest ?? known[0]}`,
  });
}
