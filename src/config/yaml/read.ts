/**
 * @file YAML text → values with the line each stands on, read as OmegaConf reads it through PyYAML.
 * The library parses; what the scalars mean, which tags exist and which keys are doubles is decided here.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { FixableError } from "#utils/fixable-error.ts";
import { type Key, keyId, PythonPath, type Scalar } from "../python/value.ts";
import { constructBool, constructFloat, constructInt, tagWhenLoading } from "./implicit.ts";
import { refusePyYamlErrors } from "./strictness.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type YamlValue =
  | { readonly kind: "scalar"; readonly value: Scalar; readonly at: Position }
  | { readonly kind: "list"; readonly items: readonly YamlValue[]; readonly at: Position }
  | { readonly kind: "dict"; readonly entries: readonly YamlEntry[]; readonly at: Position };

export interface YamlEntry {
  readonly key: Key;
  readonly value: YamlValue;
  /** Where the key stands. */
  readonly at: Position;
}

/**
 * @param file for messages
 * @returns undefined for an empty document
 * @throws FixableError `config/bad-yaml`
 */
export function readYaml(text: string, file: string): YamlValue | undefined {
  return new Reader(text, file).read();
}

/** A mapping's key and value nodes, after `<<` has been merged in. */
type NodePair = readonly [Node | null, Node | null];

const MAX_DEPTH = 200;
const PREFIX = "tag:yaml.org,2002:";

class Reader {
  readonly #text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();
  #document!: Document;
  #depth = 0;

  constructor(text: string, file: string) {
    this.#text = text.replace(/^\uFEFF/, "");
    this.#file = file;
  }

  read(): YamlValue | undefined {
    const problem = refusePyYamlErrors(this.#text);
    if (problem) throw this.#error(problem.message, problem.offset);
    const documents = parseAllDocuments(this.#text, {
      version: "1.1",
      schema: "failsafe",
      resolveKnownTags: false,
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter: this.#lines,
    });
    if ("empty" in documents) return undefined;
    const [document, second] = documents;
    if (document === undefined) return undefined;
    const [error] = document.errors;
    if (error) throw this.#error(firstSentence(error.message), error.pos[0]);
    if (second) throw this.#error("a second document begins here; a config is one document", second.range[0]);
    this.#document = document as unknown as Document;
    if (document.contents === null) return undefined;
    const value = this.#value(document.contents as Node);
    return value.kind === "scalar" && value.value === null ? undefined : value;
  }

  #value(given: Node | null): YamlValue {
    const node = isAlias(given) ? this.#target(given) : given;
    const at = this.#position(given);
    if (node === null) return { kind: "scalar", value: null, at };
    if (++this.#depth > MAX_DEPTH) throw this.#error(`more than ${MAX_DEPTH} levels of nesting`, offsetOf(given));
    try {
      if (isMap(node)) return this.#dict(node, at);
      if (isSeq(node)) return this.#list(node, at);
      return { kind: "scalar", value: this.#scalar(node), at };
    } finally {
      this.#depth--;
    }
  }

  #dict(node: YAMLMap, at: Position): YamlValue {
    const tag = explicitTag(node);
    if (tag !== undefined && tag !== "map") throw this.#badTag(node);
    this.#refuseDoubles(node);
    const entries = new Map<string, YamlEntry>();
    for (const [keyNode, valueNode] of this.#merged(node, 0)) {
      const key = this.#key(keyNode);
      const known = entries.get(keyId(key));
      entries.set(keyId(key), { key: known?.key ?? key, value: this.#value(valueNode), at: this.#position(keyNode) });
    }
    return { kind: "dict", entries: [...entries.values()], at };
  }

  #list(node: YAMLSeq, at: Position): YamlValue {
    const tag = explicitTag(node);
    if (tag === "omap" || tag === "pairs") return this.#pairs(node, at);
    if (tag?.startsWith("python/object/apply:pathlib.")) return { kind: "scalar", value: this.#path(node, tag), at };
    if (tag !== undefined && tag !== "seq") throw this.#badTag(node);
    return { kind: "list", items: node.items.map((item) => this.#value(item as Node)), at };
  }

  /** `!!omap` and `!!pairs`: a list of [key, value]. */
  #pairs(node: YAMLSeq, at: Position): YamlValue {
    const items = node.items.map((item): YamlValue => {
      const pair = isMap(item) && item.items.length === 1 ? item.items[0]! : isPair(item) ? item : undefined;
      if (!pair) throw this.#error("a list of pairs holds one key and value an item", offsetOf(item as Node));
      const [key, value] = [pair.key as Node | null, pair.value as Node | null].map((part) => this.#value(part));
      return { kind: "list", items: [key!, value!], at: this.#position(item as Node) };
    });
    return { kind: "list", items, at };
  }

  #path(node: YAMLSeq, tag: string): PythonPath {
    const parts = node.items.map((item) => this.#value(item as Node));
    const texts = parts.map((part) =>
      part.kind === "scalar" && typeof part.value === "string" ? part.value : undefined,
    );
    if (!/\.(Path|PosixPath)$/.test(tag) || texts.includes(undefined)) throw this.#badTag(node);
    return new PythonPath(joinPath(texts as string[]));
  }

  /** OmegaConf refuses a text key that stands twice; other keys only replace each other. */
  #refuseDoubles(node: YAMLMap): void {
    const seen = new Set<string>();
    for (const { key } of node.items) {
      const target = isAlias(key) ? this.#target(key) : (key as Node | null);
      if (!isScalar(target)) continue;
      const text = sourceOf(target);
      if (this.#tag(target) !== "str") continue;
      if (seen.has(text)) throw this.#error(`the key ${text} stands here twice`, offsetOf(key as Node));
      seen.add(text);
    }
  }

  /** The pairs of a mapping with those of its `<<` first, as PyYAML orders them. */
  #merged(node: YAMLMap, depth: number): NodePair[] {
    if (depth > MAX_DEPTH) throw this.#error("the merge key << goes round in a circle", offsetOf(node));
    const merged: NodePair[] = [];
    const own: NodePair[] = [];
    for (const { key, value } of node.items) {
      const keyNode = key as Node | null;
      if (!isScalar(keyNode) || this.#tag(keyNode) !== "merge") {
        own.push([keyNode, value as Node | null]);
        continue;
      }
      const source = isAlias(value) ? this.#target(value) : value;
      if (isMap(source)) merged.push(...this.#merged(source, depth + 1));
      else if (isSeq(source)) {
        const maps = source.items.map((item) => (isAlias(item) ? this.#target(item) : item));
        if (!maps.every(isMap)) throw this.#error("<< wants a mapping or a list of mappings", offsetOf(keyNode));
        for (const map of [...maps].reverse()) merged.push(...this.#merged(map as YAMLMap, depth + 1));
      } else throw this.#error("<< wants a mapping or a list of mappings", offsetOf(keyNode));
    }
    return [...merged, ...own];
  }

  #key(node: Node | null): Key {
    const target = isAlias(node) ? this.#target(node) : node;
    if (target !== null && !isScalar(target)) throw this.#error("a list or mapping cannot be a key", offsetOf(node));
    // a lone = is text where it is a key
    const value = target && this.#tag(target) === "value" ? "=" : target === null ? null : this.#scalar(target);
    if (value === null) throw this.#error("null cannot be a key; quote it to mean the text", offsetOf(node));
    if (typeof value === "object" && !(value instanceof Uint8Array)) {
      throw this.#error("this value cannot be a key", offsetOf(node));
    }
    return value;
  }

  #tag(node: Node): string {
    if (!isScalar(node)) return explicitTag(node) ?? "";
    return explicitTag(node) ?? (node.type === "PLAIN" || node.tag === "!" ? tagWhenLoading(sourceOf(node)) : "str");
  }

  #scalar(node: Node): Scalar {
    const tag = this.#tag(node);
    const text = sourceOf(node);
    const constructed = Object.hasOwn(constructors, tag) ? constructors[tag]!(text) : undefined;
    if (constructed === undefined) {
      if (tag in constructors) throw this.#error(`"${text}" is no ${tag}`, offsetOf(node));
      throw this.#badTag(node, tag === "value" ? "a lone = must be quoted" : undefined);
    }
    return constructed;
  }

  #target(alias: Alias): Node {
    const target = alias.resolve(this.#document);
    if (!target) throw this.#error(`there is no anchor &${alias.source}`, offsetOf(alias));
    const [start, , end] = target.range ?? [0, 0, 0];
    const at = offsetOf(alias);
    if (start <= at && at < end) throw this.#error(`the anchor &${alias.source} contains itself`, at);
    return target;
  }

  #badTag(node: Node, problem?: string): FixableError {
    return this.#error(problem ?? `the tag ${node.tag ?? "here"} has no meaning in a config`, offsetOf(node));
  }

  #position(node: Node | null): Position {
    const { line, col } = this.#lines.linePos(offsetOf(node));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #error(problem: string, offset: number): FixableError {
    const before = this.#text.slice(0, offset).split("\n");
    return new FixableError({
      code: "config/bad-yaml",
      problem: `${this.#file} is not YAML that a config can be: ${problem}`,
      where: `${this.#file}:${before.length}:${before.at(-1)!.length + 1}`,
    });
  }
}

const constructors: Readonly<Record<string, (text: string) => Scalar | undefined>> = {
  str: (text) => text,
  null: () => null,
  bool: constructBool,
  int: constructInt,
  float: constructFloat,
  binary(text) {
    const letters = text.replace(/[^A-Za-z0-9+/]/g, "");
    const padding = /=*$/.exec(text.replace(/[^A-Za-z0-9+/=]/g, ""))![0].length;
    return (letters.length + padding) % 4 === 0 ? new Uint8Array(Buffer.from(letters, "base64")) : undefined;
  },
};

/** `!!int` → "int", `!custom` → "!custom"; undefined without a tag, and for the lone `!` that means "none". */
function explicitTag(node: Node): string | undefined {
  const { tag } = node;
  if (tag === undefined || tag === "!") return undefined;
  return tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : `!${tag.replace(/^!/, "")}`;
}

function sourceOf(node: Node): string {
  if (!isScalar(node)) return "";
  return node.source ?? String(node.value ?? "");
}

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

const firstSentence = (message: string): string => message.split("\n")[0]!;

/** `pathlib.PosixPath(*parts)`: an absolute part starts anew, empty and single-dot parts vanish. */
function joinPath(parts: readonly string[]): string {
  let joined = "";
  for (const part of parts) joined = part.startsWith("/") || joined === "" ? part : `${joined}/${part}`;
  const names = joined.split("/").filter((name) => name !== "" && name !== ".");
  return (joined.startsWith("/") ? "/" : "") + names.join("/") || ".";
}
