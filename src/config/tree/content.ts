/** @file The tree as plain data: as written, or with every interpolation resolved. */
import type { ResolveContext } from "../interpolation/context.ts";
import { dereference } from "../interpolation/evaluate.ts";
import { type Plain, PlainDict } from "../python/value.ts";
import { plainOf, rawValue, setContent } from "./assign.ts";
import { ResolutionError, treeError } from "./errors.ts";
import { any, MISSING } from "./hint.ts";
import { type Container, copyOf, DictNode, fullKey, isContainer, ListNode, type Node, ValueNode } from "./node.ts";

const MAX_DEPTH = 300;

/** As written: interpolations are text. */
export const unresolvedContent = plainOf;

/** @throws ResolutionError `config/unresolved` if any interpolation cannot be resolved; `???` stays */
export function resolvedContent(node: Node, context: ResolveContext, depth = 0): Plain {
  if (depth > MAX_DEPTH) {
    throw treeError({ code: "config/unresolved", problem: "a dict holds itself by its interpolations", node });
  }
  const found = dereference(node, context);
  if (found instanceof ValueNode) return found.collection ?? found.value;
  if (found.isNone) return null;
  if (found.special !== undefined) return found.special;
  if (found instanceof ListNode) return found.items.map((item) => resolvedContent(item, context, depth + 1));
  return PlainDict.of(
    found.entries.map(({ key, node: child }) => [key, resolvedContent(child, context, depth + 1)] as const),
  );
}

/** `OmegaConf.resolve`: in place; an interpolation to a missing value becomes `???`. */
export function resolveInPlace(node: Container, context: ResolveContext, depth = 0): void {
  if (depth > MAX_DEPTH) {
    throw treeError({ code: "config/unresolved", problem: "a dict holds itself by its interpolations", node });
  }
  const children = node instanceof DictNode ? node.entries.map((entry) => entry.node) : node.items;
  for (const child of children) {
    if (child.isInterpolation) resolveChild(node, child, context, depth);
    else if (isContainer(child)) resolveInPlace(child, context, depth + 1);
  }
}

function resolveChild(parent: Container, child: Node, context: ResolveContext, depth: number): void {
  const found = dereferenceOrMissing(child, context);
  if (found === undefined) {
    setContent(child, MISSING, child.origin);
    return;
  }
  if (isContainer(found)) {
    resolveInPlace(found, context, depth + 1);
    replace(parent, child, copyOf(found));
    return;
  }
  const value = rawValue(found) as Plain;
  if (child instanceof ValueNode) {
    child.value = value as ValueNode["value"];
    child.collection = found.collection;
  } else setContent(child, value, child.origin);
}

function dereferenceOrMissing(node: Node, context: ResolveContext): Node | undefined {
  try {
    return dereference(node, context);
  } catch (error) {
    if (error instanceof ResolutionError && error.toMissing) return undefined;
    throw error;
  }
}

function replace(parent: Container, child: Node, by: Node): void {
  by.hint = any;
  if (parent instanceof DictNode) {
    parent.put(child.key as string, by);
    return;
  }
  by.parent = parent;
  by.key = child.key;
  (parent.content as Node[])[child.key as number] = by;
}

/** The full keys of every `???`, sorted. @throws ResolutionError where an interpolation on the way fails */
export function missingKeys(root: Container, context: ResolveContext): string[] {
  const missing = new Set<string>();
  const gather = (container: Container, depth: number) => {
    if (depth > MAX_DEPTH) {
      throw treeError({
        code: "config/unresolved",
        problem: "a dict holds itself by its interpolations",
        node: container,
      });
    }
    const children = container instanceof DictNode ? container.entries.map((entry) => entry.node) : container.items;
    for (const child of children) {
      if (child.isMissing) missing.add(fullKey(child));
      else {
        const found = dereference(child, context);
        if (isContainer(found) && !found.isNone) gather(found, depth + 1);
      }
    }
  };
  gather(root, 0);
  return [...missing].sort();
}
