/** @file Finding a node by its path, through interpolations on the way. */

import type { ResolveContext } from "../interpolation/context.ts";
import { dereference, type Memo } from "../interpolation/evaluate.ts";
import { parseInteger } from "../python/number.ts";
import { treeError } from "./errors.ts";
import { splitKey } from "./key-path.ts";
import { type Container, DictNode, isContainer, type Node } from "./node.ts";

export interface SelectOptions {
  /** A `???` on the way is an error; otherwise it is found as it is. */
  readonly throwOnMissing?: boolean;
}

/** The path leads through a value that holds nothing. `oc.select` and `OmegaConf.select` take it for "not there". */
export class NotAContainer extends Error {}

/**
 * @param path relative to `start`; "" is `start` itself
 * @returns undefined where there is no such key
 * @throws FixableError `config/missing-value`, `config/unresolved`; NotAContainer
 */
export function selectPath(
  start: Container,
  path: string,
  context: ResolveContext,
  options: SelectOptions = {},
  memo: Memo = new Set(),
): Node | undefined {
  if (path === "") return start;
  const parts = splitKey(path);
  let at: Container = start;
  for (const [index, part] of parts.entries()) {
    const found = childOf(at, part, options);
    if (index === parts.length - 1) return found && resolved(found, context, memo);
    const next: Node | undefined = found && dereference(found, context, memo);
    if (next === undefined) return undefined;
    if (!isContainer(next)) {
      throw new NotAContainer(
        `${parts.slice(0, index + 1).join(".")} holds a value and has no key ${parts[index + 1]}`,
      );
    }
    at = next;
  }
  return undefined;
}

function resolved(node: Node, context: ResolveContext, memo: Memo): Node {
  if (!node.isInterpolation) return node;
  if (memo.has(node)) {
    throw treeError({ code: "config/unresolved", problem: "the interpolation leads back to itself", node });
  }
  memo.add(node);
  try {
    return dereference(node, context, memo);
  } finally {
    memo.delete(node);
  }
}

/** As `OmegaConf.select`: what holds no value is undefined. */
export function select(start: Container, path: string, context: ResolveContext): Node | undefined {
  try {
    const node = selectPath(start, path, context);
    return node?.isMissing ? undefined : node;
  } catch (error) {
    if (error instanceof NotAContainer) return undefined;
    throw error;
  }
}

export function childOf(container: Container, key: string, options: SelectOptions = {}): Node | undefined {
  if (container.isNone) return undefined;
  if (container.special !== undefined) {
    throw treeError({
      code: "config/missing-value",
      problem: `"${container.special}" has no key ${key}`,
      node: container,
    });
  }
  const child = container instanceof DictNode ? container.get(key) : itemOf(container.items, key);
  if (child?.isMissing && options.throwOnMissing) {
    throw treeError({ code: "config/missing-value", problem: "the value is missing (???)", node: child });
  }
  return child;
}

function itemOf(items: readonly Node[], key: string): Node | undefined {
  const index = parseInteger(key);
  if (index === undefined) {
    throw treeError({ code: "config/unknown-key", problem: `"${key}" is no index of a list`, node: items[0]?.parent });
  }
  return index < 0n ? undefined : items[Number(index)];
}

/**
 * The container a relative path starts from: one dot is `from`, each further dot one level up.
 *
 * @throws FixableError `config/unresolved` where the dots lead out of the tree
 */
export function startOf(from: Container, path: string): { start: Container; path: string } {
  if (!path.startsWith(".")) return { start: from.root ?? from, path };
  let start: Container | undefined = from;
  let rest = path.slice(1);
  while (rest.startsWith(".")) {
    start = start?.parent;
    rest = rest.slice(1);
  }
  if (start === undefined) {
    throw treeError({ code: "config/unresolved", problem: `the dots of "${path}" lead out of the config`, node: from });
  }
  return { start, path: rest };
}
