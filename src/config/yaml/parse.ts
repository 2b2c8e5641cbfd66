/** @file Tokens → nodes: YAML 1.1's grammar, anchors followed, tags spelled out. What a tag means is for `read.ts`. */
import { type Mark, YamlSyntaxError } from "./cursor.ts";
import { scanYaml, type YamlToken } from "./scan.ts";

export type YamlNode = { readonly mark: Mark; readonly tag: string | undefined } & (
  | { readonly kind: "scalar"; readonly text: string; readonly isPlain: boolean }
  | { readonly kind: "sequence"; readonly items: YamlNode[] }
  | { readonly kind: "mapping"; readonly pairs: [YamlNode, YamlNode][] }
);

export type SequenceNode = Extract<YamlNode, { kind: "sequence" }>;
export type MappingNode = Extract<YamlNode, { kind: "mapping" }>;
export type ScalarNode = Extract<YamlNode, { kind: "scalar" }>;

const MAX_DEPTH = 200;
const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
]);

/** @returns undefined for a text without a document @throws YamlSyntaxError */
export function parseYaml(text: string): YamlNode | undefined {
  return new Parser(scanYaml(text)).document();
}

type Kind = YamlToken["kind"];

class Parser {
  readonly #tokens: readonly YamlToken[];
  #at = 0;
  #depth = 0;
  #handles = DEFAULT_HANDLES;
  readonly #anchors = new Map<string, YamlNode>();

  constructor(tokens: readonly YamlToken[]) {
    this.#tokens = tokens;
  }

  document(): YamlNode | undefined {
    if (this.#is("end")) return undefined;
    let content: YamlNode;
    if (this.#is("directive", "document-start")) {
      this.#directives();
      this.#expect("document-start", "---");
      const isEmpty = this.#is("directive", "document-start", "document-end", "end");
      content = isEmpty ? this.#empty() : this.#node("block");
    } else content = this.#node("block");
    while (this.#skip("document-end"));
    if (!this.#is("end")) throw this.#error("a second document, or something that belongs to none, begins here");
    return content;
  }

  #directives(): void {
    const handles = new Map<string, string>();
    let hasVersion = false;
    while (this.#token.kind === "directive") {
      const { directive } = this.#token;
      if (directive.major !== undefined) {
        if (hasVersion) throw this.#error("%YAML stands here twice");
        if (directive.major !== 1) throw this.#error("only YAML 1 can be read");
        hasVersion = true;
      }
      if (directive.tag) {
        const [handle, prefix] = directive.tag;
        if (handles.has(handle)) throw this.#error(`%TAG ${handle} stands here twice`);
        handles.set(handle, prefix);
      }
      this.#at++;
    }
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  /** @param where in a block, whether dashes in the key's own column belong to it ("value") or not */
  #node(where: "block" | "value" | "flow"): YamlNode {
    if (++this.#depth > MAX_DEPTH) throw this.#error(`more than ${MAX_DEPTH} levels of nesting`);
    try {
      return this.#anchored(where);
    } finally {
      this.#depth--;
    }
  }

  #anchored(where: "block" | "value" | "flow"): YamlNode {
    const first = this.#token;
    if (first.kind === "alias") {
      this.#at++;
      const target = this.#anchors.get(first.name);
      if (target === undefined)
        throw new YamlSyntaxError(`there is no anchor &${first.name} before this alias`, first.mark);
      return target;
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let token = this.#token; ; token = this.#token) {
      if (token.kind === "anchor" && anchor === undefined) anchor = token.name;
      else if (token.kind === "tag" && tag === undefined) tag = this.#tagOf(token);
      else break;
      this.#at++;
    }
    if (anchor !== undefined && this.#anchors.has(anchor)) {
      throw new YamlSyntaxError(`the anchor &${anchor} stands here a second time`, first.mark);
    }
    const remember = (node: YamlNode) => void (anchor !== undefined && this.#anchors.set(anchor, node));
    return this.#content({
      where,
      tag,
      mark: first.mark,
      hasProperties: anchor !== undefined || tag !== undefined,
      remember,
    });
  }

  #tagOf({ tag: { handle, suffix }, mark }: Extract<YamlToken, { kind: "tag" }>): string {
    if (handle === undefined) return suffix;
    const prefix = this.#handles.get(handle);
    if (prefix === undefined) throw new YamlSyntaxError(`the tag handle ${handle} is not defined`, mark);
    return prefix + suffix;
  }

  #content(parts: ContentParts): YamlNode {
    const { where, tag, mark, remember } = parts;
    const token = this.#token;
    if (token.kind === "scalar") {
      this.#at++;
      const node: YamlNode = { kind: "scalar", tag, mark, text: token.text, isPlain: token.isPlain };
      remember(node);
      return node;
    }
    if (token.kind === "[" || (where !== "flow" && token.kind === "block-sequence")) {
      return this.#sequence(parts, token.kind);
    }
    if (where === "value" && token.kind === "entry") return this.#sequence(parts, "entry");
    if (token.kind === "{" || (where !== "flow" && token.kind === "block-mapping")) {
      const node: MappingNode = { kind: "mapping", tag, mark, pairs: [] };
      remember(node);
      this.#at++;
      if (token.kind === "{") this.#flowPairs(node.pairs);
      else this.#blockPairs(node.pairs);
      return node;
    }
    if (!parts.hasProperties) throw this.#error("a value is missing here");
    const node = { ...this.#empty(), tag, mark };
    remember(node);
    return node;
  }

  #sequence({ tag, mark, remember }: ContentParts, kind: "[" | "block-sequence" | "entry"): YamlNode {
    const node: SequenceNode = { kind: "sequence", tag, mark, items: [] };
    remember(node);
    if (kind !== "entry") this.#at++;
    if (kind === "[") this.#flowItems(node.items);
    else if (kind === "entry") this.#blockItems(node.items, ["entry", "key", "value", "block-end"]);
    else {
      this.#blockItems(node.items, ["entry", "block-end"]);
      this.#expect("block-end", "the next item, or less indentation,");
    }
    return node;
  }

  /** @param emptyBefore what may follow a dash that holds nothing */
  #blockItems(items: YamlNode[], emptyBefore: readonly Kind[]): void {
    while (this.#skip("entry")) items.push(this.#is(...emptyBefore) ? this.#empty() : this.#node("block"));
  }

  #blockPairs(pairs: [YamlNode, YamlNode][]): void {
    const part = () => (this.#is("key", "value", "block-end") ? this.#empty() : this.#node("value"));
    while (this.#is("key", "value")) {
      const key = this.#skip("key") ? part() : this.#empty();
      pairs.push([key, this.#skip("value") ? part() : this.#empty()]);
    }
    this.#expect("block-end", "the next key, or less indentation,");
  }

  #flowItems(items: YamlNode[]): void {
    while (!this.#is("]")) {
      if (items.length > 0) {
        this.#expect(",", "a comma or ]");
        if (this.#is("]")) break;
      }
      items.push(this.#is("key") ? this.#flowPairAsItem() : this.#node("flow"));
    }
    this.#at++;
  }

  /** `[a: 1]`: an item that is a mapping of one key. */
  #flowPairAsItem(): YamlNode {
    const { mark } = this.#token;
    this.#at++;
    const part = (...ends: Kind[]) => (this.#is(...ends) ? this.#empty() : this.#node("flow"));
    const key = part("value", ",", "]");
    const value = this.#skip("value") ? part(",", "]") : this.#empty();
    return { kind: "mapping", tag: undefined, mark, pairs: [[key, value]] };
  }

  #flowPairs(pairs: [YamlNode, YamlNode][]): void {
    while (!this.#is("}")) {
      if (pairs.length > 0) {
        this.#expect(",", "a comma or }");
        if (this.#is("}")) break;
      }
      const part = (...ends: Kind[]) => (this.#is(...ends) ? this.#empty() : this.#node("flow"));
      if (this.#skip("key")) {
        const key = part("value", ",", "}");
        pairs.push([key, this.#skip("value") ? part(",", "}") : this.#empty()]);
      } else pairs.push([this.#node("flow"), this.#empty()]);
    }
    this.#at++;
  }

  #empty(): YamlNode {
    return { kind: "scalar", tag: undefined, mark: this.#token.mark, text: "", isPlain: true };
  }

  get #token(): YamlToken {
    return this.#tokens[this.#at]!;
  }

  #is(...kinds: readonly Kind[]): boolean {
    return kinds.includes(this.#token.kind);
  }

  #skip(kind: Kind): boolean {
    if (!this.#is(kind)) return false;
    this.#at++;
    return true;
  }

  #expect(kind: Kind, spelling: string): void {
    if (!this.#skip(kind)) throw this.#error(`${spelling} was expected`);
  }

  #error(message: string): YamlSyntaxError {
    return new YamlSyntaxError(message, this.#token.mark);
  }
}

interface ContentParts {
  readonly where: "block" | "value" | "flow";
  readonly tag: string | undefined;
  readonly mark: Mark;
  /** An anchor or a tag stands before it: then it may be empty. */
  readonly hasProperties: boolean;
  remember(node: YamlNode): void;
}
