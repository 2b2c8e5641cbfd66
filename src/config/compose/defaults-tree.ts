/**
 * @file Defaults lists → the tree of configs they name, by Hydra's algorithm: each list is walked from its end,
 * so that an `override` met later in the file is known before the entry it changes.
 */
import { FixableError } from "#utils/fixable-error.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { dereference } from "../interpolation/evaluate.ts";
import { PlainDict } from "../python/value.ts";
import { wrap } from "../tree/assign.ts";
import { DictNode, type Node, ValueNode } from "../tree/node.ts";
import { ConfigEntry, type DefaultsEntry, GroupEntry, ROOT } from "./defaults-entry.ts";
import { notFound, optionNotGiven } from "./defaults-errors.ts";
import type { GroupChoices } from "./group-choices.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_CONFIG } from "./source.ts";

export interface TreeNode {
  /** undefined for the root above the primary config and Hydra's. */
  readonly entry: DefaultsEntry | undefined;
  readonly parent: TreeNode | undefined;
  children: (TreeNode | DefaultsEntry)[] | undefined;
}

export interface TreeOptions {
  readonly repository: Repository;
  readonly choices: GroupChoices;
  readonly context: ResolveContext;
  /** Leaves out `???` options instead of refusing them; for the config of a sweep as a whole. */
  readonly skipMissing: boolean;
  warn(message: string): void;
}

/** @param configName null: no primary config */
export function buildDefaultsTree(configName: string | null, options: TreeOptions): TreeNode {
  const builtIn = { kind: "built-in" } as const;
  const root: TreeNode = { entry: undefined, parent: undefined, children: undefined };
  const primary = new ConfigEntry({ path: configName ?? EMPTY_CONFIG, origin: builtIn });
  primary.primary = true;
  const builder = new Builder(options);
  // the primary config first: its list may override what Hydra's own list says
  root.children = [primary, new ConfigEntry({ path: "hydra/config", origin: builtIn })]
    .map((entry) => {
      entry.placeBelow("", "");
      const node: TreeNode = { entry, parent: root, children: undefined };
      builder.expand(node, { isPrimary: entry.primary, isInterpolated: false });
      return node.children === undefined ? entry : node;
    })
    .reverse();
  return root;
}

const MAX_DEPTH = 100;

interface ExpandOptions {
  readonly isPrimary: boolean;
  readonly isInterpolated: boolean;
}

class Builder {
  readonly #options: TreeOptions;
  #depth = 0;

  constructor(options: TreeOptions) {
    this.#options = options;
  }

  expand(node: TreeNode, how: ExpandOptions): void {
    if (++this.#depth > MAX_DEPTH) {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: `the defaults lists include each other more than ${MAX_DEPTH} levels deep; ${node.entry?.configPath} is one of them`,
        where: node.entry?.where,
      });
    }
    this.#expand(node, how);
    this.#depth--;
  }

  #expand(node: TreeNode, how: ExpandOptions): void {
    const { repository, choices } = this.#options;
    const entry = node.entry!;
    if (how.isPrimary && !repository.hasConfig(entry.configPath)) throw notFound(node, this.#options);
    if (!entry.isMissing) entry.packageHeader = repository.load(entry.configPath)?.packageHeader;
    if (choices.isDeleted(entry)) {
      choices.markDeleted(entry);
      return;
    }
    choices.learn(entry);
    if (entry.name === null) return;
    if (entry.configPath.endsWith("???")) {
      if (this.#options.skipMissing) return;
      throw optionNotGiven(entry, repository);
    }
    const loaded = repository.load(entry.configPath);
    if (loaded === undefined) {
      if (!entry.optional) throw notFound(node, this.#options);
      entry.deleted = true;
      return;
    }
    const list = loaded.defaults.map((item) => item.copy());
    const isAdded = this.#addSelf(entry, list, hasContent(loaded.config), how.isPrimary);
    if (how.isPrimary) list.push(...choices.appended);
    this.#placeAll(list, entry, how.isInterpolated);
    const children = this.#children(list, node, how.isInterpolated);
    this.#expandInterpolations(
      children,
      node,
      list.filter((item) => !(isAdded && item.isSelf)),
    );
    if (children.length > 0) node.children = children.reverse();
  }

  /** `_self_` goes last where the list does not place it. Returns whether it was added here. */
  #addSelf(entry: DefaultsEntry, list: DefaultsEntry[], hasOwnContent: boolean, isPrimary: boolean): boolean {
    if (list.length === 0 && !(isPrimary && this.#options.choices.appended.length > 0)) return false;
    const selves = list.filter((item) => item.isSelf);
    if (selves.length > 1) {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: `the defaults list of ${entry.configPath} has _self_ twice`,
        where: selves[1]!.where,
      });
    }
    if (selves.length === 1) return false;
    const hasOthers = list.some((item) => !item.isOverride);
    if (hasOthers || list.length === 0) {
      if (entry.primary && hasOwnContent && hasOthers) this.#options.warn(missingSelf(entry));
      list.push(new ConfigEntry({ path: "_self_", origin: { kind: "built-in" } }));
    }
    return true;
  }

  /** Tells every entry where its list stands, and takes note of the `override` entries, which must come last. */
  #placeAll(list: readonly DefaultsEntry[], parent: DefaultsEntry, isInterpolated: boolean): void {
    let lastOverride: GroupEntry | undefined;
    for (const item of list) {
      if (item.isSelf) continue;
      item.placeBelow(parent.groupPath, parent.finalPackage());
      if (lastOverride && !item.isOverride && !item.isAppended) {
        throw new FixableError({
          code: "config/bad-defaults-list",
          problem: `in ${parent.configPath}, override ${lastOverride.overrideKey} stands before ${item.overrideKey}; overrides come last`,
          where: lastOverride.where,
        });
      }
      if (!(item instanceof GroupEntry) || !item.isOverride) continue;
      lastOverride = item;
      if (isInterpolated) {
        throw new FixableError({
          code: "config/bad-defaults-list",
          problem: `${parent.configPath} was chosen by an interpolation, and may not override ${item.overrideKey}`,
          where: item.where,
        });
      }
      this.#options.choices.addFromFile(parent.configPath, item);
    }
  }

  /** From the end of the list to its beginning. */
  #children(list: readonly DefaultsEntry[], node: TreeNode, isInterpolated: boolean): (TreeNode | DefaultsEntry)[] {
    const { choices } = this.#options;
    const parent = node.entry!;
    const children: (TreeNode | DefaultsEntry)[] = [];
    const add = (entry: DefaultsEntry) => {
      const child: TreeNode = { entry, parent: node, children: undefined };
      this.expand(child, { isPrimary: false, isInterpolated });
      children.push(child.children === undefined ? entry : child);
    };
    for (const item of [...list].reverse()) {
      if (item.isSelf) {
        item.placeBelow(parent.parentFolder ?? "", parent.ownPackage() ?? "");
        children.push(item);
      } else if (!item.isOverride) {
        choices.apply(item);
        if (item instanceof GroupEntry && item.options) {
          for (const option of [...item.options].reverse()) add(this.#optionEntry(item, option, parent));
        } else if (item.isInterpolation) children.push(item);
        else add(item);
      }
    }
    return children;
  }

  #optionEntry(item: GroupEntry, option: string, parent: DefaultsEntry): ConfigEntry {
    if (option.includes("${")) {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: `the option ${option} is an interpolation, which a list of options cannot hold`,
        where: item.where,
      });
    }
    const { origin, optional, package: target } = item;
    const entry = new ConfigEntry({ path: `${item.group}/${option}`, package: target, optional, origin });
    entry.placeBelow(parent.groupPath, parent.finalPackage());
    return entry;
  }

  /** Options that depend on the choice of other groups are settled when those are known. */
  #expandInterpolations(children: (TreeNode | DefaultsEntry)[], node: TreeNode, list: readonly DefaultsEntry[]): void {
    let map: DictNode | undefined;
    for (const [index, item] of children.entries()) {
      if (!("isInterpolation" in item) || !item.isInterpolation) continue;
      map ??= this.#choiceMap(list);
      this.#settle(item, map);
      const parent = node.entry!;
      item.placeBelow(parent.groupPath, parent.finalPackage());
      const child: TreeNode = { entry: item, parent: node, children: undefined };
      this.expand(child, { isPrimary: false, isInterpolated: true });
      if (child.children !== undefined) children[index] = child;
    }
  }

  #choiceMap(list: readonly DefaultsEntry[]): DictNode {
    const map = PlainDict.of(this.#options.choices.known);
    map.set(
      "defaults",
      list.map((item) =>
        item instanceof GroupEntry ? PlainDict.of([[item.overrideKey, item.value as string]]) : item.configPath,
      ),
    );
    return wrap(map, { kind: "built-in" }) as DictNode;
  }

  #settle(item: DefaultsEntry, map: DictNode): void {
    const text = item instanceof GroupEntry ? item.name! : item.configPath;
    const legacy = item instanceof GroupEntry && /^\$\{defaults\.\d\./.test(text);
    const node = new ValueNode(text, item.origin);
    node.parent = map;
    const found = legacy ? undefined : resolvedText(node, this.#options.context);
    if (found === undefined) {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: `${text} is settled by none of the chosen groups: ${[...this.#options.choices.known.keys()].join(", ") || "there are none"}`,
        where: item.where,
      });
    }
    if (item instanceof GroupEntry) item.value = found;
    else item.path = found;
  }
}

function resolvedText(node: Node, context: ResolveContext): string | undefined {
  try {
    const found = dereference(node, context);
    return found instanceof ValueNode && typeof found.value === "string" ? found.value : undefined;
  } catch (error) {
    if (error instanceof FixableError) return undefined;
    throw error;
  }
}

function hasContent(config: Node): boolean {
  return config instanceof DictNode && config.entries.some(({ key, node }) => key !== "defaults" && !node.isMissing);
}

const missingSelf = (entry: DefaultsEntry): string =>
  `In '${entry.configPath}': Defaults list is missing \`_self_\`. ` +
  "See https://hydra.cc/docs/1.2/upgrades/1.0_to_1.1/default_composition_order for more information";

export interface ListedDefault {
  readonly configPath: string;
  readonly package: string;
  /** The config whose list it stands in; `<root>` above the primary. */
  readonly parent: string | undefined;
  readonly isSelf: boolean;
  readonly primary: boolean;
  readonly overrideKey: string | undefined;
}

/** The configs in the order in which they are merged. @throws FixableError `config/multiple-options` */
export function defaultsList(root: TreeNode): ListedDefault[] {
  const list: ListedDefault[] = [];
  const visit = (parent: TreeNode | undefined, item: TreeNode | DefaultsEntry) => {
    if ("children" in item) {
      if (item.children && item.children.length > 0) for (const child of item.children) visit(item, child);
      else if (item.entry) push(list, item.parent, item.entry);
    } else push(list, parent, item);
  };
  visit(undefined, root);
  const seen = new Set<string>();
  for (const { overrideKey, isSelf } of list) {
    if (isSelf || overrideKey === undefined) continue;
    if (seen.has(overrideKey)) {
      const problem = `${overrideKey} appears more than once in the final defaults list`;
      throw new FixableError({ code: "config/multiple-options", problem });
    }
    seen.add(overrideKey);
  }
  return list;
}

function push(list: ListedDefault[], parent: TreeNode | undefined, entry: DefaultsEntry): void {
  if (entry.deleted || (!entry.isSelf && entry.isMissing) || entry.name === null) return;
  const listed = entry.isSelf ? listedSelf(parent!) : listedEntry(parent, entry);
  if (listed.configPath !== EMPTY_CONFIG) list.push(listed);
}

function listedSelf(node: TreeNode): ListedDefault {
  const entry = node.entry!;
  return {
    configPath: entry.configPath,
    package: entry.finalPackage(),
    parent: node.parent ? (node.parent.entry?.configPath ?? ROOT) : undefined,
    isSelf: true,
    primary: entry.primary,
    overrideKey: undefined,
  };
}

function listedEntry(parent: TreeNode | undefined, entry: DefaultsEntry): ListedDefault {
  return {
    configPath: entry.configPath,
    package: entry.finalPackage(),
    parent: parent ? (parent.entry?.configPath ?? ROOT) : undefined,
    isSelf: false,
    primary: entry.primary,
    overrideKey: entry instanceof GroupEntry ? entry.overrideKey : undefined,
  };
}
