/** @file The overrides that are about values, applied to the composed tree one after another. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { type Override, plainValue } from "../overrides/override.ts";
import { isEqual, PlainDict, pythonStr } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { splitKey } from "../tree/key-path.ts";
import { type DictNode, ListNode, type Node } from "../tree/node.ts";
import { childOf, select } from "../tree/select.ts";
import { update } from "../tree/update.ts";
import { nearestKeys } from "./nearest-keys.ts";

/**
 * @param groups every config group there is; asked only to say which one was meant
 * @throws FixableError `config/unknown-key`, `config/already-there`, `config/wrong-type`, …
 */
export function applyOverrides(
  root: DictNode,
  overrides: readonly Override[],
  context: ResolveContext,
  groups: () => readonly string[],
): void {
  for (const override of overrides) {
    if (override.package !== undefined) {
      const near = closestWords(override.key, groups()).map((group) => override.text.replace(override.key, group));
      const text = `there is no config group "${override.key}" to put into a package`;
      throw problem(override, "config/unknown-group", text, near.join(" or ") || undefined);
    }
    if (override.kind === "delete") remove(root, override, context);
    else set(root, override, context, groups);
  }
}

function set(root: DictNode, override: Override, context: ResolveContext, groups: () => readonly string[]): void {
  const { key, kind } = override;
  const value = plainValue(override);
  const isCollection = Array.isArray(value) || value instanceof PlainDict;
  if (kind === "add" && !isCollection) {
    const there = select(root, key, context);
    if (there !== undefined && !there.isNone) {
      const plain = override.text.slice(1);
      const text = `${key} is there already, as ${pythonStr(plainOf(there))}`;
      throw problem(override, "config/already-there", text, `${plain}, or +${override.text} to set it either way`);
    }
  }
  const origin = { kind: "override", text: override.text } as const;
  try {
    update(root, key, value, { origin, context, force: kind !== "change" });
  } catch (error) {
    if (!(error instanceof FixableError) || error.code !== "config/unknown-key" || kind !== "change") throw error;
    throw unknown(root, override, groups(), error);
  }
}

function unknown(root: DictNode, override: Override, groups: readonly string[], cause: FixableError): FixableError {
  const valueText = override.text.includes("=") ? override.text.slice(override.text.indexOf("=")) : "";
  const nearGroups = override.key.includes(".") ? [] : closestWords(override.key, groups);
  const near = [...new Set([...nearGroups, ...nearestKeys(root, override.key)])].slice(0, 3);
  const fix = [...near.map((path) => path + valueText), `+${override.text} to add it`].join(", or ");
  const [text] = cause.message.split("\n");
  return new FixableError({
    code: "config/unknown-key",
    problem: text!,
    where: `override ${override.text}`,
    fix,
    cause,
  });
}

function remove(root: DictNode, override: Override, context: ResolveContext): void {
  const { key } = override;
  const there = select(root, key, context);
  if (there === undefined || there.isNone) {
    const near = nearestKeys(root, key).map((path) => `~${path}`);
    throw problem(
      override,
      "config/unknown-key",
      `there is no value at ${key} to delete`,
      near.join(" or ") || undefined,
    );
  }
  if (override.value !== null && !isEqual(plainValue(override), plainOf(there))) {
    const found = pythonStr(plainOf(there));
    throw problem(override, "config/other-value", `${key} is ${found}, not what ${override.text} says`, `~${key}`);
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

function problem(override: Override, code: `config/${string}`, text: string, fix?: string): FixableError {
  return new FixableError({ code, problem: text, where: `override ${override.text}`, fix });
}
