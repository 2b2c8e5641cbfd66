/**
 * @file The grammar of interpolations: a descent over the tokens, one function a rule.
 *
 *     text       = { interpolation | plain text }
 *     reference  = "${" {"."} key { "." key | "[" key "]" } "}"
 *     resolver   = "${" name {"." name} ":" [ element { "," element } ] "}"
 *     element    = unquoted | quoted text | "[" … "]" | "{" key ":" element … "}"
 */
import { FixableError } from "#utils/fixable-error.ts";
import { unescaped } from "../lexing.ts";
import { parseFloatText, toBigInt } from "../python/number.ts";
import type { Scalar } from "../python/value.ts";
import { type Origin, whereOf } from "../tree/origin.ts";
import { type InterpolationToken, interpolationTokens, type Mode, type TokenKind } from "./tokens.ts";

/** A text with interpolations in it; of one part that is an interpolation, the value itself and not its text. */
export interface Interpolation {
  readonly parts: readonly TextPart[];
}

export type TextPart = string | Reference | ResolverCall;

/** `${a.b}`: the pieces of the key as written, nested interpolations to be filled in. */
export interface Reference {
  readonly kind: "reference";
  readonly key: readonly KeyPart[];
}

export type KeyPart = string | Reference | ResolverCall;

export interface ResolverCall {
  readonly kind: "resolver";
  /** Dots included. */
  readonly name: readonly KeyPart[];
  readonly args: readonly { readonly value: InterpolationElement; readonly text: string }[];
}

export type InterpolationElement =
  | { readonly kind: "scalar"; readonly value: Scalar }
  | { readonly kind: "text"; readonly text: Interpolation; readonly quoted: boolean }
  | { readonly kind: "list"; readonly items: readonly InterpolationElement[] }
  | { readonly kind: "dict"; readonly items: readonly (readonly [Scalar, InterpolationElement])[] };

const MAX_DEPTH = 100;

/** @throws FixableError `config/bad-interpolation` */
export function parseInterpolation(text: string, origin?: Origin): Interpolation {
  return new Parser(text, "outside", origin).whole();
}

/** One element by itself, as `oc.decode` reads it. @throws FixableError `config/bad-interpolation` */
export function parseElement(text: string, origin?: Origin): InterpolationElement {
  return new Parser(text, "value", origin).single();
}

class Parser {
  readonly #text: string;
  readonly #origin: Origin | undefined;
  readonly #tokens: readonly InterpolationToken[];
  #at = 0;
  #depth = 0;

  constructor(text: string, mode: Mode, origin: Origin | undefined) {
    this.#text = text;
    this.#origin = origin;
    const tokens = interpolationTokens(text, mode);
    if ("unreadableAt" in tokens) throw this.#error(tokens.unreadableAt, "something that can be read");
    this.#tokens = tokens;
  }

  whole(): Interpolation {
    const text = this.#textParts("end");
    if (text.parts.length === 0) throw this.#error(0, "a value");
    this.#expect("end", "the end");
    return text;
  }

  single(): InterpolationElement {
    const element = this.#element();
    this.#expect("end", "the end");
    return element;
  }

  #textParts(end: TokenKind): Interpolation {
    const parts: TextPart[] = [];
    const append = (text: string) => {
      const last = parts.at(-1);
      if (typeof last === "string") parts[parts.length - 1] = last + text;
      else parts.push(text);
    };
    while (this.#next.kind !== end && this.#next.kind !== "end") {
      if (this.#next.kind === "open") parts.push(this.#interpolation());
      else append(this.#plainText());
    }
    return { parts };
  }

  /** Backslashes count before an interpolation, and (in quotes) before a quote or at the end. */
  #plainText(): string {
    const { kind, text } = this.#take();
    if (kind === "escapedOpen") return text.slice(-(Math.floor(text.length / 2) + 1));
    if (kind === "escape") return unescaped(text);
    const beforeOpen = this.#next.kind === "open";
    if (kind === "slashes" && beforeOpen) return unescaped(text);
    if (kind === "quotedSlashes" && (beforeOpen || this.#next.kind === "quoteClose")) return unescaped(text);
    return text;
  }

  #interpolation(): Reference | ResolverCall {
    return this.#nested(() => {
      this.#expect("open", "${");
      const key: KeyPart[] = [];
      while (this.#is("dot")) key.push(this.#take().text);
      // a resolver's name is ids and interpolations parted by dots, up to a colon
      let canBeName = key.length === 0 && !this.#is("listOpen");
      canBeName &&= !this.#is("key");
      key.push(...(this.#is("listOpen") ? this.#bracketed() : [this.#keyPart()]));
      while (this.#is("dot") || this.#is("listOpen")) {
        if (this.#is("listOpen")) {
          canBeName = false;
          key.push(...this.#bracketed());
          continue;
        }
        key.push(this.#take().text);
        canBeName &&= !this.#is("key");
        key.push(this.#keyPart());
      }
      if (canBeName && this.#is("colon")) return this.#resolver(key);
      this.#expect("close", "}");
      return { kind: "reference", key };
    });
  }

  /** @param name with its dots */
  #resolver(name: readonly KeyPart[]): ResolverCall {
    this.#expect("colon", ":");
    const args = this.#sequence("dictClose");
    this.#expect("dictClose", "}");
    return { kind: "resolver", name, args };
  }

  #bracketed(): KeyPart[] {
    this.#expect("listOpen", "[");
    const part = this.#keyPart();
    this.#expect("listClose", "]");
    return ["[", part, "]"];
  }

  #keyPart(): KeyPart {
    if (this.#next.kind === "open") return this.#interpolation();
    if (this.#next.kind !== "id" && this.#next.kind !== "key") throw this.#error(this.#next.at, "a key");
    return this.#take().text;
  }

  /** Elements parted by commas; nothing between two commas is the empty text. */
  #sequence(end: TokenKind): { value: InterpolationElement; text: string }[] {
    const items: { value: InterpolationElement; text: string }[] = [];
    if (this.#next.kind === end) return items;
    for (;;) {
      const start = this.#next.at;
      const isEmpty = this.#next.kind === "comma" || this.#next.kind === end;
      const value: InterpolationElement = isEmpty ? { kind: "scalar", value: "" } : this.#element();
      items.push({ value, text: this.#text.slice(start, this.#next.at) });
      if (!this.#skip("comma")) return items;
    }
  }

  #element(): InterpolationElement {
    return this.#nested(() => {
      if (this.#next.kind === "quoteOpen") return this.#quoted();
      if (this.#skip("listOpen")) {
        const items = this.#sequence("listClose").map(({ value }) => value);
        this.#expect("listClose", "a comma or ]");
        return { kind: "list", items };
      }
      if (this.#skip("dictOpen")) return this.#dict();
      return this.#unquoted();
    });
  }

  #quoted(): InterpolationElement {
    this.#expect("quoteOpen", "a quote");
    const text = this.#textParts("quoteClose");
    this.#expect("quoteClose", "a closing quote");
    return { kind: "text", text, quoted: true };
  }

  #dict(): InterpolationElement {
    const items: (readonly [Scalar, InterpolationElement])[] = [];
    if (!this.#skip("dictClose")) {
      do {
        const key = primitive(this.#run(keyKinds, "a key"));
        this.#expect("colon", ":");
        items.push([key, this.#element()]);
      } while (this.#skip("comma"));
      this.#expect("dictClose", "a comma or }");
    }
    return { kind: "dict", items };
  }

  #unquoted(): InterpolationElement {
    const parts: TextPart[] = [];
    const tokens: InterpolationToken[] = [];
    const flush = () => {
      if (tokens.length > 0) parts.push(tokens.splice(0).map(plain).join(""));
    };
    while (elementKinds.has(this.#next.kind) || this.#next.kind === "open") {
      if (this.#next.kind !== "open") {
        const token = this.#take();
        tokens.push(token);
        continue;
      }
      flush();
      parts.push(this.#interpolation());
    }
    if (parts.length === 0) {
      if (tokens.length === 0) throw this.#error(this.#next.at, "a value");
      return { kind: "scalar", value: primitive(tokens) };
    }
    flush();
    return { kind: "text", text: { parts }, quoted: false };
  }

  #run(kinds: ReadonlySet<TokenKind>, expected: string): InterpolationToken[] {
    const tokens: InterpolationToken[] = [];
    while (kinds.has(this.#next.kind)) tokens.push(this.#take());
    if (tokens.length === 0) throw this.#error(this.#next.at, expected);
    return tokens;
  }

  #nested<T>(rule: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.#error(this.#next.at, `at most ${MAX_DEPTH} levels of nesting`);
    try {
      return rule();
    } finally {
      this.#depth--;
    }
  }

  get #next(): InterpolationToken {
    return this.#tokens[this.#at]!;
  }

  #take(): InterpolationToken {
    return this.#tokens[this.#at++]!;
  }

  #is(kind: TokenKind): boolean {
    return this.#next.kind === kind;
  }

  #skip(kind: TokenKind): boolean {
    if (!this.#is(kind)) return false;
    this.#at++;
    return true;
  }

  #expect(kind: TokenKind, spelling: string): void {
    if (!this.#skip(kind)) throw this.#error(this.#next.at, spelling);
  }

  #error(at: number, expected: string): FixableError {
    const found = at >= this.#text.length ? "the end" : `"${this.#text.slice(at, at + 12)}"`;
    return new FixableError({
      code: "config/bad-interpolation",
      problem: `the interpolation in "${this.#text}" has ${found} at position ${at + 1}, where ${expected} was expected`,
      where: whereOf(this.#origin),
    });
  }
}

const keyKinds = new Set<TokenKind>(["id", "null", "int", "float", "bool", "character", "escape", "blank"]);
const elementKinds = new Set<TokenKind>([...keyKinds, "colon"]);

const plain = ({ kind, text }: InterpolationToken): string => (kind === "escape" ? unescaped(text) : text);

function primitive(tokens: readonly InterpolationToken[]): Scalar {
  const [only, another] = tokens;
  if (only === undefined || another !== undefined) return tokens.map(plain).join("");
  if (only.kind === "null") return null;
  if (only.kind === "bool") return only.text.toLowerCase() === "true";
  if (only.kind === "int") return toBigInt(only.text.replaceAll("_", ""));
  if (only.kind === "float") return parseFloatText(only.text)!;
  return plain(only);
}
