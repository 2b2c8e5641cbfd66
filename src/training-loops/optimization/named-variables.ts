/** @file Which variables a config means by names, as in `phase1.trainer.freeze=[encoder,bottleneck.*.weight]`. */
import type { Variable } from "#engine";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";

/**
 * @param patterns a name, the beginning of names up to a dot, or either with `*` for anything
 * @param where the key of the config that has the patterns
 * @throws FixableError `training/unknown-parameters` where a pattern means nothing in the model
 */
export function variablesNamed(
  patterns: readonly string[],
  variables: readonly Variable[],
  where: string,
): (variable: Pick<Variable, "name">) => boolean {
  const rules = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(escaped).join(".*")}(\\.|$)`));
  rules.forEach((rule, i) => {
    if (!variables.some(({ name }) => rule.test(name))) throw unknownParameters(patterns[i]!, variables, where);
  });
  return ({ name }) => rules.some((rule) => rule.test(name));
}

const escaped = (text: string) => text.replace(/[.\\+?^${}()|[\]]/g, "\\$&");

function unknownParameters(pattern: string, variables: readonly Variable[], where: string): FixableError {
  const depth = pattern.split(".").length;
  const names = [...new Set(variables.map(({ name }) => name.split(".").slice(0, depth).join(".")))];
  const parts = [...new Set(variables.map(({ name }) => name.split(".")[0]!))];
  const [nearest] = closestWords(pattern, names);
  return new FixableError({
    code: "training/unknown-parameters",
    problem: `nothing in the model is called "${pattern}"; its parts are ${parts.join(", ")}`,
    where,
    fix: nearest && shellWord(`${where}=[${nearest}]`),
  });
}
