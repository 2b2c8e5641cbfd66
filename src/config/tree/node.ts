/**
 * @file The tree a config is while it is composed: values, dicts and lists that know their parent, their type,
 * where they came from, and may still be `???`, null or an interpolation.
 */
import { type Interpolation, parseInterpolation } from "../interpolation/parse.ts";
import { type Key, keyId, type Plain, type Scalar } from "../python/value.ts";
import { any, type Hint, MISSING, type StructType } from "./hint.ts";
import type { Origin, Source } from "./origin.ts";

export type Node = ValueNode | DictNode | ListNode;
export type Container = DictNode | ListNode;

abstract class BaseNode {
  parent: Container | undefined;
  /** The key or index in the parent. */
  key: Key | number | undefined;
  hint: Hint = any;
  source: Source;
  #interpolation: Interpolation | undefined;

  constructor(origin: Origin, shown: Source["shown"]) {
    this.source = { origin, shown, previous: undefined };
  }

  get origin(): Origin {
    return this.source.origin;
  }

  /** The text that stands in for the content: `???` or an interpolation. */
  abstract get special(): string | undefined;

  get isMissing(): boolean {
    return this.special === MISSING;
  }

  get isInterpolation(): boolean {
    return this.special?.includes("${") ?? false;
  }

  /** The parsed interpolation. @throws FixableError `config/bad-interpolation` */
  get interpolation(): Interpolation {
    this.#interpolation ??= parseInterpolation(this.special ?? "", this.origin);
    return this.#interpolation;
  }

  /** Notes that the value now comes from elsewhere; what was there before stays in the chain. */
  record(origin: Origin, shown: Source["shown"]): void {
    this.source = { origin, shown, previous: this.source };
    this.#interpolation = undefined;
  }

  /** Puts the chain of a replaced node behind this one's own. */
  follow(replaced: Node | undefined): void {
    if (replaced && replaced.source !== this.source) this.source = chained(this.source, replaced.source);
  }

  get root(): Container | undefined {
    let node: Container | undefined = this.parent;
    while (node?.parent) node = node.parent;
    return node;
  }
}

function chained(source: Source, before: Source): Source {
  return { ...source, previous: source.previous ? chained(source.previous, before) : before };
}

export class ValueNode extends BaseNode {
  value: Scalar;
  /** The list or dict a resolver gave: plain data that no path leads into. */
  collection: Plain | undefined;

  /** Not yet checked against a type; `wrap` in `assign.ts` does that. */
  constructor(value: Scalar, origin: Origin) {
    super(origin, value);
    this.value = value;
  }

  get special(): string | undefined {
    return isSpecialText(this.value) ? this.value : undefined;
  }

  get isNone(): boolean {
    return this.value === null;
  }
}

export class DictNode extends BaseNode {
  /** By `keyId`; null, `???` or an interpolation instead of entries. */
  content: Map<string, DictEntry> | null | string = new Map();
  /** The struct the entries belong to; then no others are taken. */
  type: StructType | undefined;
  /** True: no new keys, here and below; undefined: as the parent says. */
  struct: boolean | undefined;

  constructor(origin: Origin) {
    super(origin, "a dict");
  }

  get special(): string | undefined {
    return typeof this.content === "string" ? this.content : undefined;
  }

  get isNone(): boolean {
    return this.content === null;
  }

  get entries(): readonly DictEntry[] {
    return this.content instanceof Map ? [...this.content.values()] : [];
  }

  get(key: Key): Node | undefined {
    return this.content instanceof Map ? this.content.get(keyId(key))?.node : undefined;
  }

  /** Without any check: sets the entry, keeping the place and the spelling of a key that is there. */
  put(key: Key, node: Node): void {
    if (!(this.content instanceof Map)) this.content = new Map();
    const known = this.content.get(keyId(key));
    node.parent = this;
    node.key = known?.key ?? key;
    if (known) known.node = node;
    else this.content.set(keyId(key), { key, node });
  }

  remove(key: Key): void {
    if (this.content instanceof Map) this.content.delete(keyId(key));
  }

  get isStruct(): boolean {
    return inheritedStruct(this);
  }
}

export interface DictEntry {
  readonly key: Key;
  node: Node;
}

export class ListNode extends BaseNode {
  content: Node[] | null | string = [];
  struct: boolean | undefined;

  constructor(origin: Origin) {
    super(origin, "a list");
  }

  get special(): string | undefined {
    return typeof this.content === "string" ? this.content : undefined;
  }

  get isNone(): boolean {
    return this.content === null;
  }

  get items(): readonly Node[] {
    return Array.isArray(this.content) ? this.content : [];
  }

  /** Without any check. */
  push(node: Node): void {
    if (!Array.isArray(this.content)) this.content = [];
    node.parent = this;
    node.key = this.content.length;
    this.content.push(node);
  }
}

function inheritedStruct(node: Container): boolean {
  for (let at: Container | undefined = node; at; at = at.parent) {
    if (at.struct !== undefined) return at.struct;
  }
  return false;
}

export const isContainer = (node: Node | undefined): node is Container =>
  node instanceof DictNode || node instanceof ListNode;

export function isSpecialText(value: unknown): value is string {
  return typeof value === "string" && (value === MISSING || value.includes("${"));
}

/** A copy without a parent; the chain of sources is shared. */
export function copyOf<N extends Node>(node: N): N {
  return copyNode(node) as N;
}

function copyNode(node: Node): Node {
  if (node instanceof ValueNode) return withMeta(new ValueNode(node.value, node.origin), node);
  if (node instanceof DictNode) {
    const copy = withMeta(new DictNode(node.origin), node);
    copy.type = node.type;
    copy.struct = node.struct;
    if (node.content instanceof Map)
      for (const entry of node.content.values()) copy.put(entry.key, copyNode(entry.node));
    else copy.content = node.content;
    return copy;
  }
  const copy = withMeta(new ListNode(node.origin), node);
  copy.struct = node.struct;
  if (Array.isArray(node.content)) for (const item of node.content) copy.push(copyNode(item));
  else copy.content = node.content;
  return copy;
}

function withMeta<N extends Node>(copy: N, node: Node): N {
  copy.hint = node.hint;
  copy.source = node.source;
  copy.key = node.key;
  return copy;
}

/** `model.layers[0].size`, as OmegaConf writes a full key. */
export function fullKey(node: Node): string {
  let path = "";
  for (let at: Node = node; at.parent; at = at.parent) {
    const isIndex = at.parent instanceof ListNode;
    const own = isIndex ? `[${String(at.key)}]` : String(at.key);
    path = path === "" ? own : path.startsWith("[") ? own + path : `${own}.${path}`;
  }
  return path;
}

/** What a value looks like in the chain of sources. */
export function shownOf(value: Plain): Source["shown"] {
  if (Array.isArray(value)) return "a list";
  return value !== null && typeof value === "object" && "entries" in value && !(value instanceof Uint8Array)
    ? "a dict"
    : value;
}
