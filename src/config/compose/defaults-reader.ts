/** @file `defaults:` of a config file → entries. */
import { FixableError } from "#utils/fixable-error.ts";
import { pythonStr, typeName } from "../python/value.ts";
import { rawValue } from "../tree/assign.ts";
import { DictNode, isContainer, ListNode, type Node, ValueNode } from "../tree/node.ts";
import { type Origin, whereOf } from "../tree/origin.ts";
import { ConfigEntry, type DefaultsEntry, GroupEntry } from "./defaults-entry.ts";
import { hydraDefaults } from "./hydra-schema.ts";

/**
 * Takes the defaults list out of a config.
 *
 * @param resolve follows an interpolation that stands in the list's place
 * @throws FixableError `config/bad-defaults-list`
 */
export function takeDefaults(config: DictNode, resolve: (node: Node) => Node): DefaultsEntry[] {
  const node = config.get("defaults");
  if (node === undefined) return [];
  config.remove("defaults");
  if (node.isMissing) return [];
  const list = resolve(node);
  if (!(list instanceof ListNode) || list.isNone) {
    const found = list instanceof DictNode ? "a mapping" : pythonStr(rawValue(list) as string);
    throw badList(`the defaults list must be a list, not ${found}`, node.origin, "defaults: [_self_, group: option]");
  }
  return list.items.map(entryOf);
}

/** Option by group below `hydra/`, in the place of Hydra's own default. */
export type HydraDefaults = Readonly<Record<string, string>>;

/** The defaults list of Hydra's own config. */
export function hydraEntries(own: HydraDefaults = {}): DefaultsEntry[] {
  const origin = { kind: "built-in" } as const;
  return hydraDefaults.map(([group, value]) => new GroupEntry({ group, value: own[group] ?? value, origin }));
}

function entryOf(item: Node): DefaultsEntry {
  if (item instanceof DictNode && !item.isNone) return groupEntryOf(item);
  const value = item instanceof ValueNode ? item.value : item.special;
  if (typeof value !== "string") {
    throw badList("an entry must be a config or `group: option`", item.origin);
  }
  const { name, target } = splitPackage(value);
  return new ConfigEntry({ path: name, package: target, origin: item.origin });
}

function groupEntryOf(item: DictNode): GroupEntry {
  const [entry, another] = item.entries;
  if (entry === undefined) throw badList("an entry names no group", item.origin);
  if (another !== undefined) {
    const keys = item.entries.map(({ key }) => pythonStr(key)).join(", ");
    throw badList(`one entry holds the keys ${keys}; each group wants an entry of its own`, item.origin);
  }
  if (typeof entry.key !== "string") throw badList(`the group ${pythonStr(entry.key)} is not text`, item.origin);
  const { name, target } = splitPackage(entry.key);
  const words = name.split(" ");
  const keywords = new Set<string>();
  for (const word of words.slice(0, -1)) {
    if (word !== "optional" && word !== "override") break;
    keywords.add(word);
  }
  return new GroupEntry({
    group: words.at(-1)!,
    value: optionOf(entry.node),
    package: target,
    optional: keywords.has("optional"),
    isOverride: keywords.has("override"),
    origin: entry.node.origin,
  });
}

function optionOf(node: Node): string | readonly string[] | null {
  const value = rawValue(node);
  if (value === null || typeof value === "string") return value;
  if (value instanceof ListNode) {
    return value.items.map((item) => {
      const option = rawValue(item);
      if (typeof option !== "string") throw badList("the options of a list must be text", item.origin);
      return option;
    });
  }
  const found = isContainer(value as Node)
    ? "a mapping"
    : `${typeName(value as boolean)} ${pythonStr(value as boolean)}`;
  throw badList(`an option must be text, a list of texts or null, not ${found}`, node.origin, "quote it");
}

/** `group@package`; of a rename `group@from:to` the first is meant. */
function splitPackage(text: string): { name: string; target: string | undefined } {
  const at = text.indexOf("@");
  if (at < 0) return { name: text, target: undefined };
  return { name: text.slice(0, at), target: text.slice(at + 1).split(":")[0]! };
}

function badList(problem: string, origin: Origin, fix?: string): FixableError {
  return new FixableError({ code: "config/bad-defaults-list", problem, where: whereOf(origin), fix });
}
