/**
 * @file The grammar of overrides: a descent over the tokens, one function a rule.
 *
 *     override  = (key "=" [value] | "~" key ["=" [value]] | "+" ["+"] key "=" [value]) end
 *     key       = name-or-group ["@" package]
 *     value     = element {"," element}                      several: a sweep
 *     element   = quoted | text | "[" … "]" | "{" key ":" element … "}" | name "(" [name "="] element … ")"
 */
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { unescaped } from "../lexing.ts";
import { parseFloatText, toBigInt } from "../python/number.ts";
import { remediesOf } from "./remedies.ts";
import type {
  ArgumentSyntax,
  ElementSyntax,
  OverrideSyntax,
  PrimitiveSyntax,
  TextPiece,
  ValueSyntax,
} from "./syntax.ts";
import { BadSyntax, type KeyToken, type Tokens, tokensOf, type ValueToken } from "./tokens.ts";

/** Deeper nesting than this is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 200;

/** @throws FixableError `config/bad-override` */
export function parseSyntax(text: string): OverrideSyntax {
  try {
    return new Parser(tokensOf(text)).override();
  } catch (error) {
    if (!(error instanceof BadSyntax)) throw error;
    const found = error.at >= text.length ? "the end" : `"${text.slice(error.at, error.at + 12)}"`;
    throw new FixableError({
      code: "config/bad-override",
      problem: `the override ${text} has ${found} at position ${error.at + 1}, where ${error.expected} was expected`,
      where: `override ${text}`,
      fix: remediesOf(text).filter(isOverride).slice(0, 1).map(shellWord),
    });
  }
}

function isOverride(text: string): boolean {
  try {
    new Parser(tokensOf(text)).override();
    return true;
  } catch (error) {
    if (error instanceof BadSyntax) return false;
    throw error;
  }
}

class Parser {
  readonly #tokens: Tokens;
  #key = 0;
  #value = 0;
  #depth = 0;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  override(): OverrideSyntax {
    const kind = this.#prefix();
    const key = this.#nameOrGroup();
    const target = this.#takeKey("at") ? this.#package() : undefined;
    if (this.#takeKey("equal")) return { kind, key, package: target, value: this.#valueOrNothing() };
    const next = this.#tokens.key[this.#key]!;
    if (kind === "delete" && next.kind === "end") return { kind, key, package: target, value: undefined };
    throw new BadSyntax(next.at, "=");
  }

  #prefix(): OverrideSyntax["kind"] {
    if (this.#takeKey("tilde")) return "delete";
    if (!this.#takeKey("plus")) return "change";
    return this.#takeKey("plus") ? "force-add" : "add";
  }

  #nameOrGroup(): string {
    const first = this.#takeKey("id");
    if (first === undefined) return this.#package();
    let name = first.text;
    while (this.#takeKey("slash")) {
      const part = this.#takeKey("id");
      if (part === undefined) throw new BadSyntax(this.#tokens.key[this.#key]!.at, "a name after /");
      name += `/${part.text}`;
    }
    return name;
  }

  #package(): string {
    return (this.#takeKey("id") ?? this.#takeKey("special") ?? this.#takeKey("path"))?.text ?? "";
  }

  #takeKey(kind: KeyToken["kind"]): KeyToken | undefined {
    const token = this.#tokens.key[this.#key]!;
    if (token.kind !== kind) return undefined;
    this.#key++;
    return token;
  }

  #valueOrNothing(): ValueSyntax {
    if (this.#isAt("end")) return { kind: "text", pieces: [] };
    const items = [this.#element()];
    while (this.#take("comma")) items.push(this.#element());
    if (!this.#isAt("end")) throw this.#unexpected("a comma or the end");
    return items.length === 1 ? items[0]! : { kind: "sweep", items };
  }

  #element(): ElementSyntax {
    if (++this.#depth > MAX_DEPTH) throw this.#unexpected(`at most ${MAX_DEPTH} levels of nesting`);
    try {
      if (this.#next.kind === "listOpen") return this.#list();
      if (this.#next.kind === "dictOpen") return this.#dict();
      if (this.#next.kind === "id" && this.#tokens.value[this.#value + 1]!.kind === "open") return this.#call();
      return this.#primitive(elementText);
    } finally {
      this.#depth--;
    }
  }

  #list(): ElementSyntax {
    this.#expect("listOpen");
    const items = this.#separated("listClose", () => this.#element());
    return { kind: "list", items };
  }

  #dict(): ElementSyntax {
    this.#expect("dictOpen");
    const items = this.#separated("dictClose", () => {
      const key = this.#primitive(keyText);
      this.#expect("colon");
      return [key, this.#element()] as const;
    });
    return { kind: "dict", items };
  }

  #call(): ElementSyntax {
    const name = this.#expect("id").text;
    this.#expect("open");
    const args = this.#separated("close", () => this.#argument());
    return { kind: "call", name, args };
  }

  #argument(): ArgumentSyntax {
    const named = this.#next.kind === "id" && this.#tokens.value[this.#value + 1]!.kind === "equal";
    if (!named) return { name: undefined, value: this.#element() };
    const name = this.#expect("id").text;
    this.#expect("equal");
    return { name, value: this.#element() };
  }

  #separated<T>(close: ValueToken["kind"], item: () => T): T[] {
    const items: T[] = [];
    if (this.#take(close)) return items;
    do items.push(item());
    while (this.#take("comma"));
    this.#expect(close);
    return items;
  }

  #primitive(allowed: ReadonlySet<ValueToken["kind"]>): PrimitiveSyntax {
    const start = this.#value;
    if (allowed === elementText && this.#next.kind === "quoted") return quoted(this.#expect("quoted").text);
    while (allowed.has(this.#next.kind)) this.#value++;
    const tokens = this.#tokens.value.slice(start, this.#value);
    if (tokens.length === 0) throw this.#unexpected("a value");
    if (tokens[0]!.kind === "blank") tokens.shift();
    if (tokens.at(-1)?.kind === "blank") tokens.pop();
    if (tokens.length === 0) throw this.#unexpected("a value, not only blanks,");
    return tokens.length === 1 ? single(tokens[0]!) : { kind: "text", pieces: joined(tokens) };
  }

  get #next(): ValueToken {
    return this.#tokens.value[this.#value]!;
  }

  #isAt(kind: ValueToken["kind"]): boolean {
    return this.#next.kind === kind;
  }

  #take(kind: ValueToken["kind"]): boolean {
    if (this.#next.kind !== kind) return false;
    this.#value++;
    return true;
  }

  #expect(kind: ValueToken["kind"]): ValueToken {
    const token = this.#next;
    if (token.kind !== kind) throw this.#unexpected(spelling[kind] ?? kind);
    this.#value++;
    return token;
  }

  #unexpected(expected: string): Error {
    return new BadSyntax(this.#next.at, expected);
  }
}

const spelling: Partial<Record<ValueToken["kind"], string>> = {
  listClose: "a comma or ]",
  dictClose: "a comma or }",
  close: "a comma or )",
  colon: ":",
};

const keyText: ReadonlySet<ValueToken["kind"]> = new Set<ValueToken["kind"]>([
  ...(["id", "null", "int", "float", "bool", "character", "escape", "blank"] as const),
]);
const elementText: ReadonlySet<ValueToken["kind"]> = new Set<ValueToken["kind"]>([
  ...keyText,
  "colon",
  "interpolation",
]);

function single({ kind, text }: ValueToken): PrimitiveSyntax {
  if (kind === "int") return { kind, value: toBigInt(text.replaceAll("_", "")) };
  if (kind === "float") return { kind, value: parseFloatText(text)! };
  if (kind === "null") return { kind };
  if (kind === "bool") return { kind, value: text.toLowerCase() === "true" };
  return { kind: "text", pieces: joined([{ kind, text, at: 0 }]) };
}

/** Neighbouring plain text is one piece. */
function joined(tokens: readonly ValueToken[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  for (const { kind, text } of tokens) {
    const last = pieces.at(-1);
    const plain = kind === "escape" ? unescaped(text) : text;
    if (kind === "interpolation") pieces.push({ kind, text });
    else if (last?.kind === "plain") pieces[pieces.length - 1] = { kind: "plain", text: last.text + plain };
    else pieces.push({ kind: "plain", text: plain });
  }
  return pieces;
}

/** Backslashes count only before a quote (or at the end): there, two are one. */
function quoted(token: string): PrimitiveSyntax {
  const quote = token[0] as "'" | '"';
  const body = token.slice(1);
  const pattern = quote === "'" ? /\\+'/g : /\\+"/g;
  const text = body.replace(pattern, unescaped);
  // the last character is the closing quote, unless the match that held it has already eaten it
  const closed = new RegExp(`\\\\${quote}$`).test(body) ? text : text.slice(0, -1);
  return { kind: "quoted", text: closed, quote };
}
