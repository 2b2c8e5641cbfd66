/** @file `OmegaConf.update`: sets what a dotted path names, making the dicts on the way. */
import type { FixableError } from "#utils/fixable-error.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { dereference } from "../interpolation/evaluate.ts";
import { parseInteger } from "../python/number.ts";
import { type Plain, PlainDict } from "../python/value.ts";
import { existing, setIndex, setKey, wrap } from "./assign.ts";
import { treeError } from "./errors.ts";
import { splitKey } from "./key-path.ts";
import { merge } from "./merge.ts";
import { type Container, DictNode, isContainer, type ListNode, type Node } from "./node.ts";
import type { Origin } from "./origin.ts";
import { childOf } from "./select.ts";

export interface UpdateOptions {
  readonly origin: Origin;
  readonly context: ResolveContext;
  /** Makes new keys also where a struct would refuse them. */
  readonly force?: boolean;
  /** false: a dict or list replaces what is there. */
  readonly merge?: boolean;
}

/** @throws FixableError `config/unknown-key`, `config/wrong-type`, `config/merge-conflict` */
export function update(root: Container, path: string, value: Plain | Node, options: UpdateOptions): void {
  const parts = splitKey(path);
  let at = root;
  for (const part of parts.slice(0, -1)) at = stepInto(at, part, options);
  const last = parts.at(-1)!;
  opened(at, options.force ?? false, () => put(at, last, value, options));
}

function stepInto(container: Container, part: string, options: UpdateOptions): Container {
  if (!isContainer(childOf(container, part))) {
    // what is there holds nothing, and gives way to a dict
    opened(container, options.force ?? false, () => assign(container, part, new PlainDict(), options.origin));
  }
  const child = childOf(container, part);
  const next = child && dereference(child, options.context);
  if (isContainer(next) && !next.isNone && next.special === undefined) return next;
  throw treeError({
    code: "config/wrong-type",
    problem: `${part} holds no dict in which a key could be set`,
    origin: options.origin,
    node: child,
  });
}

function put(
  container: Container,
  key: string,
  value: Plain | Node,
  { origin, context, merge: merges }: UpdateOptions,
): void {
  const isCollection = value instanceof PlainDict || Array.isArray(value) || isContainer(value as Node);
  if (isCollection && (merges ?? true)) {
    const target = container instanceof DictNode ? existing(container, key, origin) : childOf(container, key);
    if (isContainer(target)) {
      if (target.isNone) throw intoNull(target, origin);
      merge(target, asNode(value, origin), context);
      return;
    }
  }
  assign(container, key, value, origin);
}

function intoNull(target: Node, origin: Origin): FixableError {
  const problem = "the value is null here, and nothing can be merged into it";
  return treeError({ code: "config/merge-conflict", problem, origin, node: target });
}

function asNode(value: Plain | Node, origin: Origin): Node {
  return isContainer(value as Node) ? (value as Node) : wrap(value as Plain, origin);
}

function assign(container: Container, key: string, value: Plain | Node, origin: Origin): void {
  if (container instanceof DictNode) {
    setKey(container, key, value, origin);
    return;
  }
  const index = parseInteger(key);
  if (index === undefined) {
    throw treeError({ code: "config/unknown-key", problem: `"${key}" is no index of a list`, origin, node: container });
  }
  setIndex(container as ListNode, Number(index), value, origin);
}

/** Runs with the container taking new keys, if `force` says so. */
function opened(container: Container, force: boolean, run: () => void): void {
  const before = container.struct;
  if (force) container.struct = false;
  try {
    run();
  } finally {
    container.struct = before;
  }
}
