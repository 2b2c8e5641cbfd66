/** @file A config or option that is not there: what is there, and what to type. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { type DefaultsEntry, GroupEntry } from "./defaults-entry.ts";
import type { TreeNode, TreeOptions } from "./defaults-tree.ts";
import type { Repository } from "./repository.ts";

/** @returns `config/unknown-option` for a group's option, `config/unknown-config` for a config by its path */
export function notFound(node: TreeNode, { repository, choices }: TreeOptions): FixableError {
  const entry = node.entry!;
  const folders = repository.sources.filter((source) => source.scheme === "file").map((source) => source.path);
  const searched = folders.length > 0 ? `searched: ${folders.join(", ")}` : "no folder is searched";
  if (entry instanceof GroupEntry) return unknownOption(entry, choices.whereOf(entry), repository, searched);
  const group = entry.groupPath;
  const known = repository.hasGroup(group) ? repository.list(group) : [];
  const near = closestWords(entry.name ?? "", known).map((name) => (group === "" ? name : `${group}/${name}`));
  if (entry.primary) {
    return new FixableError({
      code: "config/unknown-config",
      problem: `there is no config "${entry.configPath}"; there is ${known.join(", ") || "none"} (${searched})`,
      fix: (near.length > 0 ? near : known.slice(0, MOST_OPTIONS)).map((name) => `--config-name ${shellWord(name)}`),
    });
  }
  return new FixableError({
    code: "config/unknown-config",
    problem: `${node.parent?.entry?.configPath ?? "the root"} includes "${entry.configPath}", which is not there; there is ${known.join(", ") || "nothing in that group"} (${searched})`,
    where: entry.where,
    fix: near.length > 0 ? `- ${near[0]}` : undefined,
  });
}

function unknownOption(
  entry: GroupEntry,
  where: string | undefined,
  repository: Repository,
  searched: string,
): FixableError {
  const group = entry.groupPath;
  const sign = where?.startsWith("override +") ? "+" : "";
  if (!repository.hasGroup(group)) {
    const near = closestWords(group, repository.groups());
    return new FixableError({
      code: "config/unknown-group",
      problem: `there is no config group "${group}"; there is ${repository.groups().filter(isUsers).join(", ") || "none"} (${searched})`,
      where,
      fix: near.map((name) => (sign ? shellWord(`+${name}=${entry.name}`) : `- ${name}: ${entry.name}`)),
    });
  }
  const known = repository.list(group);
  const near = closestWords(entry.name ?? "", known);
  return new FixableError({
    code: "config/unknown-option",
    problem: `there is no ${group} called "${entry.name}"; there is ${known.join(", ") || "none"} (${searched})`,
    where,
    fix: (near.length > 0 ? near : known.slice(0, MOST_OPTIONS)).map((name) =>
      shellWord(`${sign}${entry.overrideKey}=${name}`),
    ),
  });
}

const isUsers = (group: string): boolean => group !== "hydra" && !group.startsWith("hydra/");

/** Where none is near, these are named. */
const MOST_OPTIONS = 3;

export function optionNotGiven(entry: DefaultsEntry, repository: Repository): FixableError {
  if (!(entry instanceof GroupEntry)) {
    return new FixableError({
      code: "config/missing-value",
      problem: `the defaults list names no config (${entry.configPath})`,
      where: entry.where,
    });
  }
  const known = repository.list(entry.groupPath);
  return new FixableError({
    code: "config/missing-value",
    problem: `${entry.overrideKey} must be chosen; there is ${known.join(", ")}`,
    where: entry.where,
    fix: known.length > 0 ? `${entry.overrideKey}=${known[0]}` : undefined,
  });
}
