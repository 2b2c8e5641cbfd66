/** @file Override text → tokens, in the two modes of Hydra's lexer: the key up to the first `=`, then the value. */
import { commonTokens, longestMatch, type Token, type TokenTable, tokenTable, UNSIGNED, WORD, WS } from "../lexing.ts";

const KEY_WORD = "[a-zA-Z_$][a-zA-Z0-9_$-]*";

const keyTokens = tokenTable({
  equal: `=${WS}`,
  tilde: "~",
  plus: "\\+",
  at: "@",
  colon: ":",
  slash: "/",
  id: WORD,
  special: KEY_WORD,
  path: `(?:${KEY_WORD}|${UNSIGNED})(?:\\.(?:${KEY_WORD}|${UNSIGNED}))+`,
});

const valueTokens = tokenTable({
  open: `${WS}\\(${WS}`,
  comma: `${WS},${WS}`,
  close: `${WS}\\)`,
  listOpen: `\\[${WS}`,
  listClose: `${WS}\\]`,
  dictOpen: `\\{${WS}`,
  dictClose: `${WS}\\}`,
  colon: `${WS}:${WS}`,
  equal: `${WS}=${WS}`,
  ...commonTokens,
  // up to the first quote that no odd number of backslashes stands before
  quoted: `"(?:(?:\\\\\\\\)*|[^]*?[^\\\\](?:\\\\\\\\)*)"|'(?:(?:\\\\\\\\)*|[^]*?[^\\\\](?:\\\\\\\\)*)'`,
  interpolation: "\\$\\{[^}]+\\}",
});

export type KeyToken = Token<keyof typeof keyTokens | "end">;
export type ValueToken = Token<keyof typeof valueTokens | "end">;

export interface Tokens {
  readonly key: readonly KeyToken[];
  readonly value: readonly ValueToken[];
}

/** @throws BadSyntax at a character that begins no token */
export function tokensOf(text: string): Tokens {
  const key: KeyToken[] = [];
  let at = 0;
  while (at < text.length && key.at(-1)?.kind !== "equal") {
    key.push(tokenAt(keyTokens, text, at));
    at += key.at(-1)!.text.length;
  }
  key.push({ kind: "end", text: "", at });
  const value: ValueToken[] = [];
  while (at < text.length) {
    value.push(tokenAt(valueTokens, text, at));
    at += value.at(-1)!.text.length;
  }
  value.push({ kind: "end", text: "", at });
  return { key, value };
}

function tokenAt<Kind extends string>(table: TokenTable<Kind>, text: string, at: number): Token<Kind> {
  const token = longestMatch(table, text, at);
  if (token === undefined) throw new BadSyntax(at, "a name, a value or one of = , ( ) [ ] { } :");
  return token;
}

/** A place that the grammar has no reading for; `parseSyntax` makes an error of it that can be fixed. */
export class BadSyntax extends Error {
  readonly at: number;
  readonly expected: string;
  constructor(at: number, expected: string) {
    super(`${expected} was expected`);
    this.at = at;
    this.expected = expected;
  }
}
