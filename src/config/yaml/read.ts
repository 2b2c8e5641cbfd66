/**
 * @file YAML text → values with the line each stands on, read as OmegaConf reads it through PyYAML.
 * What the scalars mean, which tags exist, how `<<` merges and which keys are doubles is decided here.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { type Key, keyId, PythonPath, type Scalar } from "../python/value.ts";
import { type Mark, YamlSyntaxError } from "./cursor.ts";
import { constructBool, constructFloat, constructInt, tagWhenLoading } from "./implicit.ts";
import { type MappingNode, parseYaml, type ScalarNode, type SequenceNode, type YamlNode } from "./parse.ts";
import { remedyOf } from "./remedies.ts";

/** From 1, as editors count. */
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

const MAX_DEPTH = 200;
const PREFIX = "tag:yaml.org,2002:";

// biome-ignore lint/suspicious/noControlCharactersInRegex: PyYAML's set of what may stand in a file
const UNPRINTABLE = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

class Reader {
  readonly #text: string;
  readonly #file: string;
  /** The nodes being read, to notice one that holds itself. */
  readonly #open = new Set<YamlNode>();

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  read(): YamlValue | undefined {
    const unprintable = UNPRINTABLE.exec(this.#text);
    if (unprintable !== null) {
      const before = this.#text.slice(0, unprintable.index).split("\n");
      const code = unprintable[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
      const mark = { index: unprintable.index, line: before.length - 1, column: before.at(-1)!.length };
      throw this.#error(`the character U+${code} may not stand in it`, mark);
    }
    const root = this.#parse();
    if (root === undefined) return undefined;
    const value = this.#value(root, root.mark);
    return value.kind === "scalar" && value.value === null ? undefined : value;
  }

  #parse(): YamlNode | undefined {
    try {
      return parseYaml(this.#text);
    } catch (error) {
      if (!(error instanceof YamlSyntaxError)) throw error;
      const remedy = remedyOf(this.#text, error.mark.line);
      throw this.#error(error.message, remedy ? { ...error.mark, line: remedy.line } : error.mark, remedy?.text);
    }
  }

  #value(node: YamlNode, mark: Mark): YamlValue {
    const at = { line: mark.line + 1, column: mark.column + 1 };
    if (node.kind === "scalar") return { kind: "scalar", value: this.#scalar(node), at };
    if (this.#open.has(node)) throw this.#error("an alias leads to a value that holds it", mark);
    if (this.#open.size >= MAX_DEPTH) throw this.#error(`more than ${MAX_DEPTH} levels of nesting`, mark);
    this.#open.add(node);
    try {
      return node.kind === "mapping" ? this.#dict(node, at) : this.#list(node, at);
    } finally {
      this.#open.delete(node);
    }
  }

  #dict(node: MappingNode, at: Position): YamlValue {
    if (tagOf(node) !== "map") throw this.#badTag(node);
    this.#refuseDoubles(node);
    const entries = new Map<string, YamlEntry>();
    for (const [keyNode, valueNode] of this.#merged(node, 0)) {
      const key = this.#key(keyNode);
      const known = entries.get(keyId(key));
      const place = { line: keyNode.mark.line + 1, column: keyNode.mark.column + 1 };
      entries.set(keyId(key), { key: known?.key ?? key, value: this.#value(valueNode, valueNode.mark), at: place });
    }
    return { kind: "dict", entries: [...entries.values()], at };
  }

  #list(node: SequenceNode, at: Position): YamlValue {
    const tag = tagOf(node);
    if (tag === "omap" || tag === "pairs") return this.#pairs(node, at);
    if (/^python\/object\/apply:pathlib\.(Path|PosixPath)$/.test(tag)) {
      return { kind: "scalar", value: this.#path(node), at };
    }
    if (tag !== "seq") throw this.#badTag(node);
    return { kind: "list", items: node.items.map((item) => this.#value(item, item.mark)), at };
  }

  /** `!!omap` and `!!pairs`: a list of [key, value]. */
  #pairs(node: SequenceNode, at: Position): YamlValue {
    const items = node.items.map((item): YamlValue => {
      const pair = item.kind === "mapping" && item.pairs.length === 1 ? item.pairs[0] : undefined;
      if (pair === undefined) throw this.#error("a list of pairs holds one key and value an item", item.mark);
      const place = { line: item.mark.line + 1, column: item.mark.column + 1 };
      return { kind: "list", items: pair.map((part) => this.#value(part, part.mark)), at: place };
    });
    return { kind: "list", items, at };
  }

  #path(node: SequenceNode): PythonPath {
    const parts = node.items.map((item) => (item.kind === "scalar" ? this.#scalar(item) : undefined));
    if (!parts.every((part) => typeof part === "string")) throw this.#badTag(node);
    return new PythonPath(joinPath(parts));
  }

  /** OmegaConf refuses a text key that stands twice; other keys only replace each other. */
  #refuseDoubles(node: MappingNode): void {
    const seen = new Set<string>();
    for (const [key] of node.pairs) {
      if (key.kind !== "scalar" || tagOf(key) !== "str") continue;
      if (seen.has(key.text)) throw this.#error(`the key ${key.text} stands here twice`, key.mark);
      seen.add(key.text);
    }
  }

  /** The pairs of a mapping with those of its `<<` first, as PyYAML orders them. */
  #merged(node: MappingNode, depth: number): (readonly [YamlNode, YamlNode])[] {
    if (depth > MAX_DEPTH) throw this.#error("the merge key << goes round in a circle", node.mark);
    const merged: (readonly [YamlNode, YamlNode])[] = [];
    const own: (readonly [YamlNode, YamlNode])[] = [];
    for (const [key, value] of node.pairs) {
      if (tagOf(key) !== "merge") {
        own.push([key, value]);
        continue;
      }
      const sources = value.kind === "sequence" ? [...value.items].reverse() : [value];
      for (const source of sources) {
        if (source.kind !== "mapping") throw this.#error("<< wants a mapping or a list of mappings", key.mark);
        merged.push(...this.#merged(source, depth + 1));
      }
    }
    return [...merged, ...own];
  }

  #key(node: YamlNode): Key {
    if (node.kind !== "scalar") throw this.#error("a list or mapping cannot be a key", node.mark);
    // a lone = is text where it is a key
    const value = tagOf(node) === "value" ? "=" : this.#scalar(node);
    if (value === null) throw this.#error("null cannot be a key; quote it to mean the text", node.mark);
    if (typeof value === "object" && !(value instanceof Uint8Array)) {
      throw this.#error("this value cannot be a key", node.mark);
    }
    return value;
  }

  #scalar(node: ScalarNode): Scalar {
    const tag = tagOf(node);
    const construct = Object.hasOwn(constructors, tag) ? constructors[tag] : undefined;
    if (construct === undefined) throw this.#badTag(node, tag === "value" ? "a lone = must be quoted" : undefined);
    const value = construct(node.text);
    if (value === undefined) throw this.#error(`"${node.text}" is no ${tag}`, node.mark);
    return value;
  }

  #badTag(node: YamlNode, problem?: string): FixableError {
    return this.#error(problem ?? `the tag ${node.tag ?? tagOf(node)} has no meaning here`, node.mark);
  }

  /** @param remedy what can stand in that line */
  #error(problem: string, { line, column }: Mark, remedy?: string): FixableError {
    return new FixableError({
      code: "config/bad-yaml",
      problem: `this is not YAML that a config can be: ${problem}`,
      where: `${this.#file}:${line + 1}${remedy === undefined ? `:${column + 1}` : ""}`,
      fix: remedy,
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
    // biome-ignore lint/suspicious/noControlCharactersInRegex: base64 is ASCII
    if (/[^\x00-\x7f]/.test(text)) return undefined;
    const letters = text.replace(/[^A-Za-z0-9+/]/g, "");
    const padding = /=*$/.exec(text.replace(/[^A-Za-z0-9+/=]/g, ""))![0].length;
    return (letters.length + padding) % 4 === 0 ? new Uint8Array(Buffer.from(letters, "base64")) : undefined;
  },
};

/** `!!int` → "int", `!custom` → "!custom"; without a tag, what the kind of node and an unquoted text say. */
function tagOf(node: YamlNode): string {
  const { tag } = node;
  if (tag !== undefined && tag !== "!") return tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : `!${tag}`;
  if (node.kind !== "scalar") return node.kind === "mapping" ? "map" : "seq";
  return node.isPlain || tag === "!" ? tagWhenLoading(node.text) : "str";
}

/** `pathlib.PosixPath(*parts)`: an absolute part starts anew, empty and single-dot parts vanish. */
function joinPath(parts: readonly string[]): string {
  let joined = "";
  for (const part of parts) joined = part.startsWith("/") || joined === "" ? part : `${joined}/${part}`;
  const names = joined.split("/").filter((name) => name !== "" && name !== ".");
  return (joined.startsWith("/") ? "/" : "") + names.join("/") || ".";
}
