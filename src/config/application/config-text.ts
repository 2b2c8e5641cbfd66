/** @file Compositions as YAML text: what `--cfg` prints and what the files of a run folder hold. */
import type { Composition } from "../compose/compose.ts";
import { type Plain, PlainDict } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { resolvedContent, resolveInPlace } from "../tree/content.ts";
import { copyOf, DictNode, type Node } from "../tree/node.ts";
import { writeYaml } from "../yaml/write.ts";

/** The config without the `hydra` node, as a task gets it. */
export function jobTree(composition: Composition): DictNode {
  const tree = copyOf(composition.root);
  tree.remove("hydra");
  return tree;
}

/** The `hydra` node alone, below its key. */
export function hydraTree(composition: Composition): DictNode {
  const tree = new DictNode({ kind: "built-in" });
  tree.put("hydra", copyOf(composition.hydra));
  return tree;
}

export interface YamlOptions {
  readonly part?: "job" | "hydra" | "all";
  /** @throws FixableError `config/unresolved` */
  readonly resolve?: boolean;
}

/** `OmegaConf.to_yaml` of the composition; interpolations as they are, unless they are to be resolved. */
export function toYaml(composition: Composition, options: YamlOptions = {}): string {
  const tree = treeOf(composition, options.part ?? "job");
  if (options.resolve) resolveInPlace(tree, composition.context);
  return yamlOf(tree);
}

export function treeOf(composition: Composition, part: "job" | "hydra" | "all"): DictNode {
  if (part === "job") return jobTree(composition);
  return part === "hydra" ? hydraTree(composition) : copyOf(composition.root);
}

export function yamlOf(node: Node): string {
  return writeYaml(plainOf(node) as PlainDict | readonly Plain[]);
}

/** The job's config, every interpolation resolved. @throws FixableError `config/unresolved` */
export function resolvedJob(composition: Composition): PlainDict {
  return resolvedContent(jobTree(composition), composition.context) as PlainDict;
}

/**
 * The job's config as text that is the same config anywhere and at any time: resolved, and what still looks like an
 * interpolation escaped.
 *
 * @param changes top-level values that take the place of the config's
 * @throws FixableError `config/unresolved`
 */
export function frozenYaml(composition: Composition, changes: Readonly<Record<string, Plain>> = {}): string {
  const frozen = resolvedJob(composition);
  for (const [key, value] of Object.entries(changes)) frozen.set(key, value);
  return writeYaml(withEscapes(frozen) as PlainDict);
}

function withEscapes(value: Plain): Plain {
  if (value instanceof PlainDict) {
    return PlainDict.of(Array.from(value.entries(), ([key, item]) => [key, withEscapes(item)] as const));
  }
  if (Array.isArray(value)) return value.map(withEscapes);
  return typeof value === "string" ? value.replace(/(\\*)\$\{/g, "$1$1\\${") : value;
}

/** The texts as a YAML list. */
export const listText = (items: readonly string[]): string => writeYaml(items);
