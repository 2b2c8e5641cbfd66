/** @file Merging one tree into another by OmegaConf's rules: dicts key by key, lists whole, `???` never over a value. */
import { shellWord } from "#utils/shell-word.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { dereference } from "../interpolation/evaluate.ts";
import type { Key } from "../python/value.ts";
import { append, converted, elementHint, plainOf, setContent, setKey, wrap } from "./assign.ts";
import { ResolutionError, treeError } from "./errors.ts";
import { type Hint, hintText, isOptional } from "./hint.ts";
import { copyOf, DictNode, isContainer, ListNode, type Node, ValueNode } from "./node.ts";
import type { Origin } from "./origin.ts";

/** Changes `into`. @throws FixableError `config/merge-conflict`, `config/wrong-type`, `config/unknown-key` */
export function merge(into: Node, from: Node, context: ResolveContext): void {
  if (into instanceof DictNode && from instanceof DictNode) {
    mergeDict(into, from, context);
    return;
  }
  if (into instanceof ListNode && from instanceof ListNode) {
    mergeList(into, from);
    return;
  }
  const kind = (node: Node) => (node instanceof DictNode ? "a dict" : node instanceof ListNode ? "a list" : "a value");
  throw treeError({
    code: "config/merge-conflict",
    problem: `${kind(from)} cannot be merged into ${kind(into)}${into.origin.kind === "file" ? `, which stands at ${into.origin.file}:${into.origin.line}` : ""}`,
    node: into,
    origin: from.origin,
    ...(from instanceof DictNode && into instanceof ListNode && { fix: asList(from.origin) }),
  });
}

/** `'key=[{…}]'` of the override `key={…}`. */
const asList = (origin: Origin) =>
  origin.kind === "override" ? [shellWord(origin.text.replace(/=(.*)$/s, "=[$1]"))] : [];

function mergeDict(into: DictNode, from: DictNode, context: ResolveContext): void {
  if (from.isNone || from.isInterpolation) {
    setContent(into, from.special ?? null, from.origin);
    adoptType(into, from);
    return;
  }
  validateMerge(into, from);
  if ((into.isInterpolation || into.isMissing) && !from.isMissing) into.content = new Map();
  for (const { key, node } of from.entries) mergeEntry(into, key, node, context);
  if (!from.isMissing) into.record(from.origin, "a dict");
  adoptType(into, from);
}

function mergeEntry(into: DictNode, key: Key, from: Node, context: ResolveContext): void {
  let target = into.get(key);
  if (target instanceof DictNode) validateMerge(target, from);
  if (isContainer(target) && target.isNone && !from.isMissing && !isNoneAfterResolving(from, context)) {
    target.content = target instanceof DictNode ? new Map() : [];
  }
  if (target?.isInterpolation) {
    const found = tryDereference(target, context);
    if (isContainer(found)) {
      setKey(into, key, found, from.origin);
      target = into.get(key);
    }
  }
  if (target === undefined) {
    setKey(into, key, from, from.origin);
    return;
  }
  if (isContainer(target)) {
    if (isContainer(from)) merge(target, from, context);
    else if (!from.isMissing) setKey(into, key, from, from.origin);
    return;
  }
  if (isContainer(from)) {
    setKey(into, key, from, from.origin);
    return;
  }
  if (target.hint.kind === "any") {
    mergeUntyped(into, key, target, from);
    return;
  }
  if (!from.isMissing) setContent(target, from.value, from.origin);
}

/** Over an untyped value: the new value, or, where that is missing, the old one under the new type. */
function mergeUntyped(into: DictNode, key: Key, target: ValueNode, from: ValueNode): void {
  const node = copyOf(from);
  if (from.isMissing) {
    node.parent = into;
    node.key = target.key;
    node.value = converted(target.value, node.hint, node, target.origin);
    node.source = target.source;
  } else node.follow(target);
  if (node.value === null && !isOptional(elementHint(into))) {
    setKey(into, key, node, from.origin);
    return;
  }
  into.put(key, node);
}

function mergeList(into: ListNode, from: ListNode): void {
  if (from.isNone) {
    setContent(into, null, from.origin);
    return;
  }
  if (from.isMissing) return;
  if (from.special !== undefined) {
    setContent(into, from.special, from.origin);
    return;
  }
  const items = from.items;
  into.content = [];
  for (const item of items) append(into, item, item.origin);
  into.record(from.origin, "a list");
}

function validateMerge(into: DictNode, from: Node): void {
  if (from.isNone && !isOptional(into.hint)) {
    throw treeError({
      code: "config/wrong-type",
      problem: "the value cannot be null",
      node: into,
      origin: from.origin,
    });
  }
  const isOther =
    from instanceof DictNode && from.type !== undefined && into.type !== undefined && from.type !== into.type;
  if (isOther && !from.isMissing) {
    const problem = `a ${from.type!.name} cannot be merged into a ${into.type!.name}`;
    throw treeError({ code: "config/wrong-type", problem, node: into, origin: from.origin });
  }
}

function isNoneAfterResolving(node: Node, context: ResolveContext): boolean {
  const found = node.isInterpolation ? tryDereference(node, context) : node;
  return found?.isNone ?? false;
}

function tryDereference(node: Node, context: ResolveContext): Node | undefined {
  try {
    return dereference(node, context);
  } catch (error) {
    if (error instanceof ResolutionError) return undefined;
    throw error;
  }
}

/** The merged dict takes the struct of what came in, and its type where it had none. */
function adoptType(into: DictNode, from: DictNode): void {
  if (from.type !== undefined) into.type = from.type;
  if (into.hint.kind === "any") applyHint(into, from.hint);
  if (from.struct !== undefined) into.struct = from.struct;
}

/** Holds a node and what is below it to a type. @throws FixableError `config/wrong-type` */
function applyHint(node: Node, hint: Hint): void {
  if (hint.kind === "any") return;
  checkHint(node, hint);
  node.hint = hint;
  if (node instanceof ListNode && hint.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      (node.content as Node[])[index] = withHint(item, hint.element, node);
    }
  }
  if (node instanceof DictNode && hint.kind === "dict") {
    for (const { key, node: child } of node.entries) {
      if (typeof key !== "string") {
        throw treeError({ code: "config/wrong-type", problem: `the key ${String(key)} is not text`, node: child });
      }
      node.put(key, withHint(child, hint.element, node));
    }
  }
}

function withHint(child: Node, hint: Hint, parent: DictNode | ListNode): Node {
  const isSpecial = child.special !== undefined || (child instanceof ValueNode && child.isNone);
  const node = isSpecial && hint.kind !== "any" ? wrap(plainOf(child), child.origin, hint) : child;
  node.parent = parent;
  node.key = child.key;
  applyHint(node, hint);
  return node;
}

function checkHint(node: Node, hint: Hint): void {
  const isNone = node.isNone;
  const fits =
    (isNone && isOptional(hint)) ||
    (!isNone && node.special !== undefined) ||
    (node instanceof DictNode && (hint.kind === "dict" || hint.kind === "struct")) ||
    (node instanceof ListNode && hint.kind === "list") ||
    (node instanceof ValueNode && !isNone && isScalarOf(node, hint));
  if (fits) return;
  throw treeError({ code: "config/wrong-type", problem: `the value is no ${hintText(hint)}`, node });
}

function isScalarOf({ value }: ValueNode, hint: Hint): boolean {
  if (hint.kind === "str") return typeof value === "string";
  if (hint.kind === "int") return typeof value === "bigint" || typeof value === "boolean";
  return hint.kind === "bool" && typeof value === "boolean";
}
