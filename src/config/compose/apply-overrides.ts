/** @file The overrides that are about values, applied to the composed tree one after another. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { type Override, plainValue } from "../overrides/override.ts";
import { isEqual, type Plain, PlainDict, pythonStr } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { splitKey } from "../tree/key-path.ts";
import { copyOf, DictNode, isContainer, isSpecialText, ListNode, type Node } from "../tree/node.ts";
import { childOf, select } from "../tree/select.ts";
import { update } from "../tree/update.ts";
import { nearestKeys } from "./nearest-keys.ts";

export interface OverrideAdvice {
  /** Every config group there is; asked only to say which one was meant. */
  readonly groups: () => readonly string[];
  /** Whether keys that the config does not have will be refused by a schema, so that adding one is no advice. */
  readonly isClosed: boolean;
  /** The command that was typed. */
  readonly program: string;
}

/**
 * @throws FixableError `config/unknown-key`, `config/already-there`, `config/wrong-type`, …
 */
export function applyOverrides(
  root: DictNode,
  overrides: readonly Override[],
  context: ResolveContext,
  advice: OverrideAdvice,
): void {
  for (const override of overrides) {
    if (override.package !== undefined) {
      const near = closestWords(override.key, advice.groups()).map((group) =>
        override.text.replace(override.key, group),
      );
      const text = `there is no config group "${override.key}" to put into a package`;
      throw problem(override, "config/unknown-group", text, near);
    }
    if (override.kind === "delete") remove(root, override, context, advice);
    else set(root, override, context, advice);
  }
}

function set(root: DictNode, override: Override, context: ResolveContext, advice: OverrideAdvice): void {
  const { key, kind } = override;
  const value = plainValue(override);
  const isCollection = Array.isArray(value) || value instanceof PlainDict;
  if (kind === "add" && !isCollection) {
    const there = select(root, key, context);
    if (there !== undefined && !there.isNone) {
      const plain = override.text.slice(1);
      const text = `${key} is there already, as ${pythonStr(plainOf(there))}`;
      throw problem(override, "config/already-there", text, [plain, `+${override.text}`]);
    }
  }
  if (advice.isClosed && !isCollection) refuseGroupAsKey(root, override, context, advice);
  const origin = { kind: "override", text: override.text } as const;
  try {
    update(root, key, value, { origin, context, force: kind !== "change" });
  } catch (error) {
    if (!(error instanceof FixableError) || error.code !== "config/unknown-key" || kind !== "change") throw error;
    throw unknown(root, override, context, advice, error);
  }
}

/** `a.b=x` where `a/b=x` was meant, or `b=x` where `+a/b=x` was: the text would take the place of the whole mapping. */
function refuseGroupAsKey(
  root: DictNode,
  override: Override,
  context: ResolveContext,
  { groups }: OverrideAdvice,
): void {
  if (!(select(root, override.key, context) instanceof DictNode)) return;
  const group = override.key.replaceAll(".", "/");
  if (groups().includes(group)) {
    const fix = override.text.replace(override.key, group);
    throw problem(override, "config/group-as-key", `${override.key} is a mapping, chosen as the group ${group}`, [fix]);
  }
  const near = nearGroups(override.key, groups()).map((path) => {
    const isChosen = select(root, path.replaceAll("/", "."), context) !== undefined;
    return `${isChosen ? "" : "+"}${override.text.replace(override.key, path)}`;
  });
  if (near.length === 0) return;
  throw problem(override, "config/group-as-key", `${override.key} is a mapping, not a group`, near);
}

function unknown(
  root: DictNode,
  override: Override,
  context: ResolveContext,
  advice: OverrideAdvice,
  cause: FixableError,
): FixableError {
  const where = `override ${override.text}`;
  // a key inside the value is the wrong one
  const isInside = override.value !== null && isContainer(select(root, override.key, context));
  if (isInside)
    return new FixableError({ code: "config/unknown-key", problem: cause.problem, where, fix: cause.fixes, cause });
  const valueText = override.text.includes("=") ? override.text.slice(override.text.indexOf("=")) : "";
  const keys = nearestKeys(root, override.key, 6).filter((path) => couldTake(root, path, override, context));
  const near = [...new Set([...nearGroups(override.key, advice.groups()), ...keys])].slice(0, 3);
  const tries = near.map((path) => shellWord(path + valueText));
  if (!advice.isClosed) tries.push(shellWord(`+${override.text}`));
  if (tries.length === 0) tries.push(showing(root, override, context, advice));
  return new FixableError({ code: "config/unknown-key", problem: cause.problem, where, fix: tries, cause });
}

/** The command that shows the keys there are, as near to the wanted one as anything is. */
function showing(root: DictNode, { key }: Override, context: ResolveContext, { program }: OverrideAdvice): string {
  const parts = key.split(".");
  while (parts.length > 0 && !(select(root, parts.join("."), context) instanceof DictNode)) parts.pop();
  return `${program} --cfg job${parts.length > 0 ? ` --package ${parts.join(".")}` : ""}`;
}

/** Whether advising that key for the value leads anywhere: a mapping, or a key of another type, does not. */
export function couldTake(root: DictNode, path: string, override: Override, context: ResolveContext): boolean {
  const there = select(root, path, context);
  if (there instanceof DictNode) return false;
  const value = plainValue(override);
  try {
    update(copyOf(root), path, value, { origin: { kind: "override", text: override.text }, context });
  } catch {
    return false;
  }
  const isTyped = there !== undefined && there.hint.kind !== "any";
  return isTyped || there === undefined || there.isNone || isSpecialText(value) || isAlike(plainOf(there), value);
}

/** Whether both are numbers, flags, lists; text can be most things. */
function isAlike(there: Plain, value: Plain): boolean {
  const kindOf = (plain: Plain) =>
    Array.isArray(plain) ? "list" : typeof plain === "bigint" ? "number" : plain === null ? "null" : typeof plain;
  return kindOf(there) === kindOf(value) || kindOf(there) === "string" || kindOf(value) === "null";
}

/** Those of nearly that name, also in another place: `latnet_space` → `phase1/latent_space`. */
function nearGroups(key: string, groups: readonly string[]): readonly string[] {
  const wanted = key.replaceAll(".", "/");
  const lastOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const last = closestWords(lastOf(wanted), groups.map(lastOf));
  return [...new Set(last)].flatMap((name) => groups.filter((group) => lastOf(group) === name));
}

function remove(root: DictNode, override: Override, context: ResolveContext, { groups }: OverrideAdvice): void {
  const { key } = override;
  const there = select(root, key, context);
  if (there === undefined || there.isNone) {
    const near = [...nearGroups(key, groups()), ...nearestKeys(root, key)].map((path) => `~${path}`);
    throw problem(override, "config/unknown-key", `there is no value at ${key} to delete`, near);
  }
  if (override.value !== null && !isEqual(plainValue(override), plainOf(there))) {
    const found = pythonStr(plainOf(there));
    throw problem(override, "config/other-value", `${key} is ${found}, not what ${override.text} says`, [`~${key}`]);
  }
  const parts = splitKey(key);
  const parent: Node | undefined =
    parts.length === 1 ? root : select(root, key.slice(0, key.lastIndexOf(".")), context);
  const last = key.slice(key.lastIndexOf(".") + 1);
  if (parent === undefined || parent instanceof ListNode || !("entries" in parent) || parent.type !== undefined) {
    const what =
      parent instanceof ListNode
        ? "an item of a list"
        : `a key of ${parent && "type" in parent ? parent.type?.name : "a value"}`;
    throw problem(override, "config/wrong-type", `${key} is ${what}, which cannot be deleted`);
  }
  if (childOf(parent, last) === undefined) {
    throw problem(override, "config/unknown-key", `there is no value at ${key} to delete`);
  }
  parent.remove(last);
}

/** @param instead what can be typed in the override's place */
function problem(
  override: Override,
  code: `config/${string}`,
  text: string,
  instead: readonly string[] = [],
): FixableError {
  const where = `override ${override.text}`;
  return new FixableError({ code, problem: text, where, fix: instead.map(shellWord) });
}
