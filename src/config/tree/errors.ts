/** @file Errors about a place in the tree, with the file and line (or override) at which it was written. */
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { fullKey, type Node } from "./node.ts";
import { type Origin, whereOf } from "./origin.ts";

type Code = `config/${string}`;

export interface TreeErrorParts {
  readonly code: Code;
  readonly problem: string;
  readonly origin?: Origin | undefined;
  readonly node?: Node | undefined;
  /** What can be pasted, each a remedy by itself. */
  readonly fix?: readonly string[] | undefined;
}

export function treeError({ code, problem, origin, node, fix }: TreeErrorParts): FixableError {
  const place = [node && fullKey(node), whereOf(origin ?? node?.origin)].filter(Boolean);
  return new FixableError({ code, problem, where: place.length > 0 ? place.join(", ") : undefined, fix });
}

/** The text of a node with something else in it, as it can stand where it stands: in the file or in the override. */
export function rewritten({ origin, special = "", key }: Node, from: string, to: string): string {
  const put = (text: string) => text.replace(from, () => to);
  return origin.kind === "override" ? shellWord(put(origin.text)) : `${String(key)}: ${put(special)}`;
}

/** Why an interpolation could not be resolved; everything that happens while resolving becomes one. */
export class ResolutionError extends FixableError {
  /** The key asked for is there, but its value is `???`. */
  readonly toMissing: boolean;

  constructor(
    problem: string,
    where: string | undefined,
    options: { toMissing?: boolean; fix?: readonly string[] | undefined } = {},
  ) {
    super({ code: "config/unresolved", problem, where, fix: options.fix });
    this.toMissing = options.toMissing ?? false;
  }
}
