/** @file Interpolations → the nodes and values they stand for. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { type Plain, PlainDict, pythonRepr, pythonStr, type Scalar } from "../python/value.ts";
import { converted, plainOf, rawValue } from "../tree/assign.ts";
import { ResolutionError, rewritten, treeError } from "../tree/errors.ts";
import { type Container, DictNode, fullKey, isContainer, ListNode, type Node, ValueNode } from "../tree/node.ts";
import { whereOf } from "../tree/origin.ts";
import { NotAContainer, selectPath, startOf } from "../tree/select.ts";
import type { ResolveContext } from "./context.ts";
import type { Interpolation, InterpolationElement, Reference, ResolverCall, TextPart } from "./parse.ts";
import { callResolver } from "./resolvers.ts";

/** The interpolations being resolved, to notice when one leads back to itself. */
export type Memo = Set<Node>;

/** Where an interpolation stands, for what it means relative to that. */
export interface Site {
  readonly node: Node;
  readonly parent: Container;
  readonly context: ResolveContext;
  readonly memo: Memo;
}

/** A value a resolver may be given or give. */
export type Value = Plain | Container;

const MAX_DEPTH = 150;
const depths = new WeakMap<ResolveContext, number>();

/**
 * The node itself, or the node its interpolation leads to (a new one for a computed value).
 *
 * @throws ResolutionError `config/unresolved`
 */
export function dereference(node: Node, context: ResolveContext, memo: Memo = new Set()): Node {
  if (!node.isInterpolation) return node;
  const { parent } = node;
  if (parent === undefined) throw new ResolutionError("an interpolation has no parent", whereOf(node.origin));
  const depth = depths.get(context) ?? 0;
  if (depth > MAX_DEPTH) throw new ResolutionError("the interpolations go round in a circle", placeOf(node));
  depths.set(context, depth + 1);
  try {
    const result = evaluateText(node.interpolation, { node, parent, context, memo });
    return typedResult(node, result);
  } catch (error) {
    throw asResolutionError(error, node);
  } finally {
    depths.set(context, depth);
  }
}

function placeOf(node: Node): string {
  return [fullKey(node), whereOf(node.origin)].filter(Boolean).join(", ");
}

function asResolutionError(error: unknown, node: Node): unknown {
  if (error instanceof ResolutionError) return error;
  const text = node.special ?? "";
  const reason = error instanceof FixableError ? error.problem : (error as Error).message;
  const isOurs = error instanceof FixableError || error instanceof NotAContainer || error instanceof RangeError;
  if (!isOurs) return error;
  const toMissing = error instanceof FixableError && error.code === "config/missing-value";
  const fix = error instanceof FixableError ? error.fixes : [];
  return new ResolutionError(`${text} cannot be resolved: ${reason}`, placeOf(node), { toMissing, fix });
}

/** The result as a node; of a typed node's interpolation, converted to its type. */
function typedResult(node: Node, result: Node | Value): Node {
  const target = isNode(result) ? result : undefined;
  if (node instanceof ValueNode && node.hint.kind !== "any") {
    const raw = target ? rawValue(target) : (result as Plain);
    const value = converted(
      isContainer(raw as Node) ? plainOf(raw as Node) : (raw as Plain),
      node.hint,
      node,
      node.origin,
    );
    if (target instanceof ValueNode && Object.is(value, target.value)) return target;
    return computedNode(value, node);
  }
  return target ?? computedNode(result as Plain, node);
}

function computedNode(value: Plain, at: Node): ValueNode {
  const isCollection = Array.isArray(value) || value instanceof PlainDict;
  const node = new ValueNode(isCollection ? null : (value as Scalar), { kind: "computed" });
  if (isCollection) node.collection = value;
  node.parent = at.parent;
  node.key = at.key;
  return node;
}

export const isNode = (value: unknown): value is Node =>
  value instanceof ValueNode || value instanceof DictNode || value instanceof ListNode;

function evaluateText({ parts }: Interpolation, site: Site): Node | Value {
  const [only, another] = parts;
  if (another === undefined && only !== undefined && typeof only !== "string") return evaluatePart(only, site);
  return parts.map((part) => (typeof part === "string" ? part : textOf(evaluatePart(part, site)))).join("");
}

function evaluatePart(part: Exclude<TextPart, string>, site: Site): Node | Value {
  return part.kind === "reference" ? evaluateReference(part, site) : evaluateResolver(part, site);
}

function evaluateReference({ key }: Reference, site: Site): Node {
  const path = key.map((part) => keyText(part, site)).join("");
  const { start, path: rest } = startOf(site.parent, path);
  const found = selectPath(start, rest, site.context, { throwOnMissing: true }, site.memo);
  if (found === undefined) throw notFound(start, rest, path, site);
  for (let at: Container | undefined = site.parent; at; at = at.parent) {
    if (at === found)
      throw treeError({ code: "config/unresolved", problem: "it leads to a dict that holds it", node: site.node });
  }
  return found;
}

function notFound(start: Container, rest: string, path: string, site: Site): FixableError {
  const near = nearestPaths(start, rest);
  return treeError({
    code: "config/unresolved",
    problem: `there is no key "${path}"`,
    node: site.node,
    fix: near.map((name) => rewritten(site.node, `{${path}}`, `{${name}}`)),
  });
}

function keyText(part: Reference["key"][number], site: Site): string {
  if (typeof part === "string") return part;
  const value = contentOf(evaluatePart(part, site));
  if (typeof value === "string") return value;
  const problem = `an interpolation inside a key must give text, and gave ${textOf(value)}`;
  throw treeError({ code: "config/unresolved", problem, node: site.node });
}

function evaluateResolver(call: ResolverCall, site: Site): Node | Value {
  const name = call.name.map((part) => keyText(part, site)).join("");
  const args = call.args.map(({ value }) => contentOf(evaluateElement(value, site)));
  return callResolver(name, args, { ...site, texts: call.args.map(({ text }) => text) });
}

export function evaluateElement(element: InterpolationElement, site: Site): Node | Value {
  switch (element.kind) {
    case "scalar":
      return element.value;
    case "text": {
      if (element.quoted && element.text.parts.length === 0) return "";
      const value = evaluateText(element.text, site);
      return element.quoted ? textOf(value) : value;
    }
    case "list":
      return element.items.map((item) => plainValue(evaluateElement(item, site)));
    case "dict": {
      const dict = new PlainDict();
      for (const [key, item] of element.items) dict.set(key as string, plainValue(evaluateElement(item, site)));
      return dict;
    }
    default:
      return element satisfies never;
  }
}

/** A value node's value; a container stays itself. */
export function contentOf(result: Node | Value): Value {
  if (!isNode(result)) return result;
  if (result instanceof ValueNode && result.collection !== undefined) return result.collection;
  return rawValue(result);
}

const plainValue = (result: Node | Value): Plain => {
  const value = contentOf(result);
  return isNode(value) ? plainOf(value) : value;
};

/** `str(result)` */
export function textOf(result: Node | Value): string {
  if (!isNode(result)) return pythonStr(result);
  if (result instanceof ValueNode) return pythonStr(result.collection ?? result.value);
  return pythonRepr(plainOf(result));
}

function nearestPaths(start: Container, path: string): string[] {
  const parts = path.split(".");
  let at: Node | undefined = start;
  for (const [index, part] of parts.entries()) {
    if (!(at instanceof DictNode)) return [];
    const next: Node | undefined = at.get(part);
    if (next === undefined) {
      const known = at.entries.map((entry) => String(entry.key));
      return closestWords(part, known).map((name) =>
        [...parts.slice(0, index), name, ...parts.slice(index + 1)].join("."),
      );
    }
    at = next;
  }
  return [];
}
