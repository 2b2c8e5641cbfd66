/**
 * @file YAML text → tokens, by the rules of YAML 1.1 as PyYAML applies them. Indentation becomes tokens, and a scalar
 * becomes a key when the colon behind it is met: its token is put in front of it then.
 */
import { BLANKS, Cursor, END, LINE_ENDS, type Mark } from "./cursor.ts";
import { scanBlock, scanPlain, scanQuoted } from "./scan-scalar.ts";
import { type Directive, type ScannedTag, scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";

export type YamlToken = { readonly mark: Mark } & (
  | { readonly kind: StructureKind }
  | { readonly kind: "directive"; readonly directive: Directive }
  | { readonly kind: "alias" | "anchor"; readonly name: string }
  | { readonly kind: "tag"; readonly tag: ScannedTag }
  | { readonly kind: "scalar"; readonly text: string; readonly isPlain: boolean }
);

type StructureKind =
  | "document-start"
  | "document-end"
  | "block-sequence"
  | "block-mapping"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "entry"
  | "key"
  | "value"
  | "end";

/** A token that would be a key if a colon followed. */
interface PossibleKey {
  /** Where in the tokens its key token would go. */
  readonly position: number;
  /** It stands where only a key may stand. */
  readonly isRequired: boolean;
  readonly mark: Mark;
}

/** A key without `?` is on one line and no longer than this. */
const MAX_KEY_LENGTH = 1024;

/** @throws YamlSyntaxError */
export function scanYaml(text: string): readonly YamlToken[] {
  return new Scanner(text).tokens();
}

class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: YamlToken[] = [];
  #indent = -1;
  readonly #outerIndents: number[] = [];
  #flowLevel = 0;
  /** Whether a key, or a dash, may begin here. */
  #mayBeginKey = true;
  /** By flow level. */
  readonly #keys = new Map<number, PossibleKey>();

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  tokens(): readonly YamlToken[] {
    while (this.#tokens.at(-1)?.kind !== "end") this.#next();
    return this.#tokens;
  }

  #next(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#forgetStaleKeys();
    this.#closeBlocks(cursor.column);
    const character = cursor.peek();
    if (character === END && cursor.index >= cursor.text.length) this.#end();
    else if (character === "%" && cursor.column === 0) this.#directive();
    else if (cursor.isDocumentMark()) this.#documentMark();
    else if ("[{".includes(character)) this.#openFlow(character as "[" | "{");
    else if ("]}".includes(character)) this.#closeFlow(character as "]" | "}");
    else if (character === ",") this.#comma();
    else if (character === "-" && cursor.at(BLANKS, 1)) this.#entry();
    else if (character === "?" && (this.#flowLevel > 0 || cursor.at(BLANKS, 1))) this.#key();
    else if (character === ":" && (this.#flowLevel > 0 || cursor.at(BLANKS, 1))) this.#value();
    else this.#content(character);
  }

  #content(character: string): void {
    const cursor = this.#cursor;
    const { mark } = cursor;
    if ("|>".includes(character) && this.#flowLevel === 0) {
      this.#mayBeginKey = true;
      this.#dropKey();
      this.#tokens.push({ kind: "scalar", text: scanBlock(cursor, this.#indent), isPlain: false, mark });
      return;
    }
    if (!this.#beginsContent(character)) {
      throw cursor.error(
        character === "\t"
          ? "a tab stands here, and YAML is indented with blanks"
          : `no value can begin with "${character}"; quote it`,
      );
    }
    this.#rememberKey();
    this.#mayBeginKey = false;
    if (character === "*") this.#tokens.push({ kind: "alias", name: scanAnchor(cursor), mark });
    else if (character === "&") this.#tokens.push({ kind: "anchor", name: scanAnchor(cursor), mark });
    else if (character === "!") this.#tokens.push({ kind: "tag", tag: scanTag(cursor), mark });
    else if ("'\"".includes(character)) {
      this.#tokens.push({ kind: "scalar", text: scanQuoted(cursor), isPlain: false, mark });
    } else {
      const { text, spansLines } = scanPlain(cursor, { indent: this.#indent + 1, isFlow: this.#flowLevel > 0 });
      // behind a line end, a new key may begin
      if (spansLines) this.#mayBeginKey = true;
      this.#tokens.push({ kind: "scalar", text, isPlain: true, mark });
    }
  }

  #beginsContent(character: string): boolean {
    if ("*&!'\"".includes(character)) return true;
    if (!`${BLANKS}-?:,[]{}#&*!|>'"%@\``.includes(character)) return true;
    const isIndicator = character === "-" || (this.#flowLevel === 0 && "?:".includes(character));
    return isIndicator && !this.#cursor.at(BLANKS, 1);
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    if (cursor.index === 0 && cursor.peek() === "\uFEFF") cursor.forward();
    for (;;) {
      while (cursor.peek() === " ") cursor.forward();
      if (cursor.peek() === "#") cursor.takeUntil(LINE_ENDS);
      if (cursor.lineBreak() === "") return;
      if (this.#flowLevel === 0) this.#mayBeginKey = true;
    }
  }

  #forgetStaleKeys(): void {
    const { line, index } = this.#cursor;
    for (const [level, key] of this.#keys) {
      if (key.mark.line === line && index - key.mark.index <= MAX_KEY_LENGTH) continue;
      if (key.isRequired) throw this.#cursor.error("a colon is missing after this key", key.mark);
      this.#keys.delete(level);
    }
  }

  #rememberKey(): void {
    if (!this.#mayBeginKey) return;
    this.#dropKey();
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    this.#keys.set(this.#flowLevel, { position: this.#tokens.length, isRequired, mark: this.#cursor.mark });
  }

  #dropKey(): void {
    const key = this.#keys.get(this.#flowLevel);
    if (key?.isRequired) throw this.#cursor.error("a colon is missing after this key", key.mark);
    this.#keys.delete(this.#flowLevel);
  }

  #closeBlocks(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#indent = this.#outerIndents.pop()!;
      this.#push("block-end");
    }
  }

  /** Whether this column opens a new block. */
  #opensBlock(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#outerIndents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  #push(kind: StructureKind, mark = this.#cursor.mark): void {
    this.#tokens.push({ kind, mark });
  }

  #pushAndPass(kind: StructureKind, length = 1): void {
    this.#push(kind);
    this.#cursor.forward(length);
  }

  #leaveDocument(): void {
    this.#flowLevel === 0 && this.#closeBlocks(-1);
    this.#dropKey();
    this.#mayBeginKey = false;
  }

  #end(): void {
    this.#leaveDocument();
    this.#push("end");
  }

  #directive(): void {
    this.#leaveDocument();
    const { mark } = this.#cursor;
    this.#tokens.push({ kind: "directive", directive: scanDirective(this.#cursor), mark });
  }

  #documentMark(): void {
    this.#leaveDocument();
    this.#pushAndPass(this.#cursor.peek() === "-" ? "document-start" : "document-end", 3);
  }

  #openFlow(kind: "[" | "{"): void {
    this.#rememberKey();
    this.#flowLevel++;
    this.#mayBeginKey = true;
    this.#pushAndPass(kind);
  }

  #closeFlow(kind: "]" | "}"): void {
    this.#dropKey();
    this.#flowLevel--;
    this.#mayBeginKey = false;
    this.#pushAndPass(kind);
  }

  #comma(): void {
    this.#mayBeginKey = true;
    this.#dropKey();
    this.#pushAndPass(",");
  }

  #entry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#mayBeginKey) throw this.#cursor.error("a list cannot begin here");
      if (this.#opensBlock(this.#cursor.column)) this.#push("block-sequence");
    }
    this.#mayBeginKey = true;
    this.#dropKey();
    this.#pushAndPass("entry");
  }

  #key(): void {
    if (this.#flowLevel === 0) {
      if (!this.#mayBeginKey) throw this.#cursor.error("a key cannot begin here");
      if (this.#opensBlock(this.#cursor.column)) this.#push("block-mapping");
    }
    this.#mayBeginKey = this.#flowLevel === 0;
    this.#dropKey();
    this.#pushAndPass("key");
  }

  #value(): void {
    const key = this.#keys.get(this.#flowLevel);
    if (key !== undefined) {
      this.#keys.delete(this.#flowLevel);
      this.#tokens.splice(key.position, 0, { kind: "key", mark: key.mark });
      if (this.#flowLevel === 0 && this.#opensBlock(key.mark.column)) {
        this.#tokens.splice(key.position, 0, { kind: "block-mapping", mark: key.mark });
      }
      this.#mayBeginKey = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#mayBeginKey)
          throw this.#cursor.error("a mapping cannot begin here; quote a value that holds a colon");
        if (this.#opensBlock(this.#cursor.column)) this.#push("block-mapping");
      }
      this.#mayBeginKey = this.#flowLevel === 0;
      this.#dropKey();
    }
    this.#pushAndPass("value");
  }
}
