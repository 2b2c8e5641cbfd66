/** @file The node at a path of plain keys, with nothing resolved on the way; `select.ts` is what OmegaConf does. */
import { DictNode, ListNode, type Node } from "./node.ts";

export function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let at: Node | undefined = root;
  for (const key of path) {
    at = at instanceof DictNode ? at.get(key) : at instanceof ListNode ? at.items[Number(key)] : undefined;
  }
  return at;
}
