/** @file `--info explain KEY`: where the value of a key came from, in the order in which it was written. */
import { FixableError } from "#utils/fixable-error.ts";
import { textTable } from "#utils/text-table.ts";
import type { Composition } from "../compose/compose.ts";
import { nearestKeys } from "../compose/nearest-keys.ts";
import { dereference, textOf } from "../interpolation/evaluate.ts";
import { pythonStr } from "../python/value.ts";
import { splitKey } from "../tree/key-path.ts";
import { type Container, DictNode, fullKey, isContainer, type Node } from "../tree/node.ts";
import { type Source, whereOf } from "../tree/origin.ts";
import { childOf } from "../tree/select.ts";

/** @throws FixableError `config/unknown-key`, naming the nearest */
export function explainLines(composition: Composition, key: string): string[] {
  const node = nodeAt(composition.root, key);
  if (node === undefined) {
    const near = nearestKeys(composition.root, key);
    throw new FixableError({
      code: "config/unknown-key",
      problem: `the config has no key "${key}"`,
      where: "--info explain",
      fix: near.map((path) => `--info explain ${path}`),
    });
  }
  return [...explainNode(node, composition), ...explainChildren(node)];
}

function explainNode(node: Node, composition: Composition, depth = 0): string[] {
  const links: Source[] = [];
  for (let link: Source | undefined = node.source; link; link = link.previous) links.unshift(link);
  const rows = links.map((link, index) => {
    const mark = index === links.length - 1 && links.length > 1 ? "  ← in effect" : "";
    return [whereOf(link.origin) ?? "built in", shown(link) + mark];
  });
  const lines = textTable(rows, { indent: "  " });
  return [`${fullKey(node)} = ${valueText(node, composition)}`, ...lines, ...references(node, composition, depth)];
}

function shown({ shown: value }: Source): string {
  return value === "a list" || value === "a dict" ? value : pythonStr(value);
}

function valueText(node: Node, composition: Composition): string {
  if (isContainer(node) && node.special === undefined) return node instanceof DictNode ? "a dict" : "a list";
  try {
    return textOf(dereference(node, composition.context));
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    return `(${error.message.split("\n")[0]})`;
  }
}

/** The keys an interpolation leads to are explained in turn. */
function references(node: Node, composition: Composition, depth: number): string[] {
  if (!node.isInterpolation || depth >= 5) return [];
  return node.interpolation.parts.flatMap((part) => {
    if (typeof part === "string" || part.kind !== "reference" || part.key.some((piece) => typeof piece !== "string")) {
      return [];
    }
    const target = nodeAt(composition.root, part.key.join(""));
    return target === undefined ? [] : explainNode(target, composition, depth + 1);
  });
}

/** Of a dict: where each of its keys was last written. */
function explainChildren(node: Node): string[] {
  if (!(node instanceof DictNode)) return [];
  const rows = node.entries.map(({ key, node: child }) => [String(key), whereOf(child.origin) ?? "built in"]);
  return textTable(rows, { indent: "    " });
}

function nodeAt(root: Container, path: string): Node | undefined {
  let at: Node | undefined = root;
  for (const part of splitKey(path)) {
    if (!isContainer(at) || at.special !== undefined) return undefined;
    try {
      at = childOf(at, part);
    } catch (error) {
      if (error instanceof FixableError) return undefined;
      throw error;
    }
  }
  return at;
}
