/**
 * @file Putting values into the tree as OmegaConf's assignment does: types are checked and converted, a struct takes
 * no new keys, text with `${` must be a well-formed interpolation.
 */
import { closestWords } from "#utils/closest-words.ts";
import type { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { parseInteger } from "../python/number.ts";
import { EnumMember, type Key, type Plain, PlainDict, pythonStr, type Scalar, typeName } from "../python/value.ts";
import { treeError } from "./errors.ts";
import { any, type Hint, hintText, isOptional, MISSING, type StructType } from "./hint.ts";
import {
  type Container,
  copyOf,
  DictNode,
  fullKey,
  isContainer,
  isSpecialText,
  ListNode,
  type Node,
  shownOf,
  ValueNode,
} from "./node.ts";
import type { Origin } from "./origin.ts";

/** A new node of the given type. @throws FixableError `config/wrong-type`, `config/bad-interpolation` */
export function wrap(value: Plain, origin: Origin, hint: Hint = any): Node {
  if (hint.kind === "dict" || hint.kind === "struct" || (hint.kind === "any" && value instanceof PlainDict)) {
    const node = new DictNode(origin);
    node.hint = hint;
    fillDict(node, value, origin);
    return node;
  }
  if (hint.kind === "list" || (hint.kind === "any" && Array.isArray(value))) {
    const node = new ListNode(origin);
    node.hint = hint;
    fillList(node, value, origin);
    return node;
  }
  const node = new ValueNode(null, origin);
  node.hint = hint;
  node.value = converted(value, hint, node, origin);
  node.source = { origin, shown: node.value, previous: undefined };
  if (node.isInterpolation) void node.interpolation;
  return node;
}

/** `node[key] = value` of a dict. The value is plain, or a node that is copied. */
export function setKey(dict: DictNode, key: Key, value: Plain | Node, origin: Origin): void {
  const target = existing(dict, key, origin);
  validateAgainst(target, value, dict, key, origin);
  const child = assigned(target, value, elementHint(dict), origin);
  if (child === target) return;
  child.follow(target);
  dict.put(key, child);
}

/** `node[index] = value` of a list. */
export function setIndex(list: ListNode, index: number, value: Plain | Node, origin: Origin): void {
  const target = list.items[index];
  if (!Array.isArray(list.content) || target === undefined) {
    throw treeError({ code: "config/unknown-key", problem: `the list has no item ${index}`, origin, node: list });
  }
  const child = assigned(target, value, elementHint(list), origin);
  if (child === target) return;
  child.follow(target);
  child.parent = list;
  child.key = index;
  list.content[index] = child;
}

/** Appends to a list, converted to the type of its items. */
export function append(list: ListNode, value: Plain | Node, origin: Origin): void {
  list.push(assigned(undefined, value, elementHint(list), origin));
}

/** In place: the node stays, its content changes. */
export function setContent(node: Node, value: Plain, origin: Origin): void {
  if (node instanceof DictNode) fillDict(node, value, origin);
  else if (node instanceof ListNode) fillList(node, value, origin);
  else node.value = converted(value, node.hint, node, origin);
  node.record(origin, shownOf(value));
  if (node.isInterpolation) void node.interpolation;
}

/** What a scalar node holds, or the text in a container's place; the container itself otherwise. */
export function rawValue(node: Node): Scalar | Container {
  if (node instanceof ValueNode) return node.value;
  return node.isNone ? null : (node.special ?? node);
}

export const elementHint = (node: Container): Hint =>
  node.hint.kind === "dict" || node.hint.kind === "list" ? node.hint.element : any;

/** The entry at a key; a closed dict refuses keys that it does not have. */
export function existing(dict: DictNode, key: Key, origin: Origin): Node | undefined {
  const node = dict.get(key);
  if (node !== undefined || !isClosed(dict)) return node;
  throw unknownKey(dict, key, origin);
}

const isClosed = (dict: DictNode): boolean => (dict.type !== undefined ? dict.struct !== false : dict.isStruct);

/** Names the nearest keys. */
export function unknownKey(dict: DictNode, key: Key, origin?: Origin): FixableError {
  const known = dict.entries.map((entry) => String(entry.key));
  const path = fullKey(dict);
  const near = closestWords(String(key), known).map((name) => (path ? `${path}.${name}` : name));
  const there =
    known.length === 0
      ? "it has none"
      : known.length > 12
        ? `it has ${known.length} others`
        : `it has ${known.join(", ")}`;
  const place = path === "" ? "the config" : path;
  return treeError({
    code: "config/unknown-key",
    problem: `${place} has no key "${String(key)}"; ${there}`,
    origin,
    fix:
      origin === undefined
        ? near
        : closestWords(String(key), known).map((name) => renamed({ path, key: String(key), name }, origin)),
  });
}

/** As it can be written where the wrong key stands: in the file, as the key of an override, or in its value. */
function renamed(
  { path, key, name }: { readonly path: string; readonly key: string; readonly name: string },
  origin: Origin,
): string {
  if (origin.kind !== "override") return `${name}:`;
  const { text } = origin;
  const dotted = (last: string) => (path ? `${path}.${last}` : last);
  if (text.replace(/^\+*/, "").startsWith(`${dotted(key)}=`))
    return shellWord(dotted(name) + text.slice(text.indexOf("=")));
  const equal = text.indexOf("=");
  const word = new RegExp(`(?<![\\w.])${key.replace(/\W/g, "\\$&")}(?=\\s*:)`);
  return shellWord(text.slice(0, equal + 1) + text.slice(equal + 1).replace(word, () => name));
}

function isNodeValue(value: Plain | Node): value is Node {
  return value instanceof ValueNode || value instanceof DictNode || value instanceof ListNode;
}

function assigned(target: Node | undefined, value: Plain | Node, element: Hint, origin: Origin): Node {
  if (isNodeValue(value) && value instanceof ValueNode && value.hint.kind !== "any") return copyOf(value);
  const isTyped = target !== undefined && target.hint.kind !== "any";
  const isPrimitive = !isNodeValue(value) && !Array.isArray(value) && !(value instanceof PlainDict);
  if (target !== undefined && (isTyped || (target instanceof ValueNode && isPrimitive))) {
    setContent(target, isNodeValue(value) ? plainOf(value) : value, isNodeValue(value) ? value.origin : origin);
    return target;
  }
  if (!isNodeValue(value)) return wrap(value, origin, element);
  // OmegaConf takes a whole dict or list also where a scalar is due, and finds out when it is used
  const isScalarDue = element.kind !== "dict" && element.kind !== "list" && element.kind !== "struct";
  const isWhole = isContainer(value) && !value.isNone && value.special === undefined;
  if (element.kind === "any" || (isScalarDue && isWhole)) return copyOf(value);
  return wrap(plainOf(value), value.origin, element);
}

/** The node's content without its history: interpolations as their text. */
export function plainOf(node: Node): Plain {
  if (node instanceof ValueNode) return node.value;
  if (node.isNone) return null;
  if (node.special !== undefined) return node.special;
  if (node instanceof ListNode) return node.items.map(plainOf);
  return PlainDict.of(node.entries.map(({ key, node: child }) => [key, plainOf(child)] as const));
}

function validateAgainst(
  target: Node | undefined,
  value: Plain | Node,
  dict: DictNode,
  key: Key,
  origin: Origin,
): void {
  const raw = isNodeValue(value) ? rawValue(value) : value;
  if (raw === null) {
    const optional = target ? isOptional(target.hint) : isOptional(elementHint(dict));
    if (!optional) throw notOptional(dict, key, origin);
    return;
  }
  if (isSpecialText(raw) || !(target instanceof DictNode) || target.hint.kind === "any") return;
  const isDict = raw instanceof PlainDict || raw instanceof DictNode;
  if (target.hint.kind === "dict" && isDict) return;
  if (target.hint.kind === "struct" && raw instanceof DictNode && raw.type === target.hint.struct) return;
  throw treeError({
    code: "config/wrong-type",
    problem: `${fullKey(target)} is a ${hintText(target.hint)} and cannot be replaced by ${described(value)}${isDict ? "; its keys are set one by one" : ""}`,
    origin,
  });
}

function notOptional(dict: DictNode, key: Key, origin: Origin): FixableError {
  const path = [fullKey(dict), String(key)].filter(Boolean).join(".");
  return treeError({ code: "config/wrong-type", problem: `${path} cannot be null`, origin });
}

function described(value: Plain | Node): string {
  if (isContainer(value as Node)) return value instanceof ListNode ? "a list" : "a dict";
  const plain = value instanceof ValueNode ? value.value : (value as Plain);
  return typeof plain === "string" ? `the text "${plain}"` : pythonStr(plain);
}

function fillDict(node: DictNode, value: Plain, origin: Origin): void {
  if (value === null) {
    if (!isOptional(node.hint)) throw wrongType(value, node.hint, node, origin);
    node.content = null;
    node.type = undefined;
    return;
  }
  if (isSpecialText(value)) {
    node.content = value;
    node.type = undefined;
    return;
  }
  if (!(value instanceof PlainDict)) throw wrongType(value, node.hint, node, origin);
  const element = elementHint(node);
  const struct = node.hint.kind === "struct" ? node.hint.struct : undefined;
  node.content = new Map();
  for (const [key, item] of value.entries()) {
    if (node.hint.kind === "dict" && typeof key !== "string") throw badKey(key, node, origin);
    node.put(key, wrap(item, origin, struct?.fields[String(key)]?.hint ?? element));
  }
  node.type = undefined;
}

/** A node of a struct with its defaults. */
export function structNode(struct: StructType, origin: Origin, hint: Hint = any): DictNode {
  const node = new DictNode(origin);
  node.hint = hint;
  node.type = struct;
  for (const [key, field] of Object.entries(struct.fields)) {
    const child =
      field.hint.kind === "struct" && field.default === undefined
        ? structNode(field.hint.struct, origin, field.hint)
        : wrap(field.default === undefined ? MISSING : field.default, origin, field.hint);
    node.put(key, child);
  }
  return node;
}

function fillList(node: ListNode, value: Plain, origin: Origin): void {
  if (value === null) {
    if (!isOptional(node.hint)) throw wrongType(value, node.hint, node, origin);
    node.content = null;
    return;
  }
  if (isSpecialText(value)) {
    node.content = value;
    return;
  }
  if (!Array.isArray(value)) throw wrongType(value, node.hint, node, origin);
  const element = elementHint(node);
  node.content = [];
  for (const item of value as readonly Plain[]) node.push(wrap(item, origin, element));
}

function badKey(key: Key, node: Node, origin: Origin): FixableError {
  const problem = `the key ${pythonStr(key)} is ${typeName(key)}, and keys are text here`;
  return treeError({ code: "config/wrong-type", problem, origin, node });
}

function wrongType(value: Plain, hint: Hint, node: Node, origin: Origin): FixableError {
  const problem = `${described(value)}, where ${inWords(hint)} was expected`;
  const key = origin.kind === "override" ? /^[+]{0,2}([^=]*)=/.exec(origin.text)?.[1] : undefined;
  const fix = key === undefined ? [] : examplesOf(value, hint, node).map((example) => shellWord(`${key}=${example}`));
  return treeError({ code: "config/wrong-type", problem, origin, node, fix });
}

function inWords(hint: Hint): string {
  const words =
    hint.kind === "bool"
      ? "true or false"
      : hint.kind === "int"
        ? "a whole number"
        : hint.kind === "str"
          ? "text"
          : hint.kind === "enum"
            ? hint.members.join(" or ")
            : hint.kind === "list"
              ? "a list"
              : "a mapping";
  return isOptional(hint) ? `${words} or null` : words;
}

/** What a typed key would take: the nearest member, the number that stands there. */
function examplesOf(value: Plain, hint: Hint, node: Node): readonly string[] {
  if (hint.kind === "bool") return ["true", "false"];
  if (hint.kind === "int") return [node instanceof ValueNode && typeof node.value === "bigint" ? `${node.value}` : "1"];
  if (hint.kind !== "enum") return [];
  const near = closestWords(pythonStr(value), hint.members);
  return near.length > 0 ? near : hint.members;
}

/** @throws FixableError `config/wrong-type` */
export function converted(value: Plain, hint: Hint, node: Node, origin: Origin): Scalar {
  if (isSpecialText(value)) return value;
  if (value === null) {
    if (!isOptional(hint)) throw wrongType(value, hint, node, origin);
    return null;
  }
  const isCollection = Array.isArray(value) || value instanceof PlainDict;
  const scalar = isCollection ? undefined : convertScalar(value as Scalar, hint);
  if (scalar === undefined) throw wrongType(value, hint, node, origin);
  return scalar;
}

function convertScalar(value: Scalar, hint: Hint): Scalar | undefined {
  switch (hint.kind) {
    case "any":
      return value;
    case "str":
      return value instanceof Uint8Array ? undefined : pythonStr(value);
    case "int":
      return typeof value === "bigint" ? value : typeof value === "string" ? parseInteger(value) : undefined;
    case "bool":
      return convertBool(value);
    case "enum":
      return convertEnum(value, hint);
    default:
      return undefined;
  }
}

function convertBool(value: Scalar): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return value !== 0n;
  if (typeof value !== "string") return undefined;
  const integer = parseInteger(value);
  if (integer !== undefined) return integer !== 0n;
  const lower = value.toLowerCase();
  if (["yes", "y", "on", "true"].includes(lower)) return true;
  return ["no", "n", "off", "false"].includes(lower) ? false : undefined;
}

function convertEnum(value: Scalar, hint: Extract<Hint, { kind: "enum" }>): EnumMember | undefined {
  if (value instanceof EnumMember) return value;
  const named = (name: string | undefined) =>
    name !== undefined && hint.members.includes(name) ? new EnumMember(hint.name, name) : undefined;
  if (typeof value === "bigint") return named(hint.members[Number(value) - 1]);
  return typeof value === "string" ? named(value.replace(`${hint.name}.`, "")) : undefined;
}
