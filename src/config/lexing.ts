/** @file Text → tokens for both grammars: the longest match wins, and of equally long ones the first in the table. */

export interface Token<Kind extends string = string> {
  readonly kind: Kind;
  readonly text: string;
  readonly at: number;
}

export type TokenTable<Kind extends string> = Readonly<Record<Kind, RegExp>>;

export const WS = "[ \\t]*";
export const WORD = "[a-zA-Z_][a-zA-Z0-9_-]*";
export const UNSIGNED = "(?:0|[1-9](?:_?[0-9])*)";
const POINT_FLOAT = `(?:(?:${UNSIGNED})?\\.[0-9](?:_?[0-9])*|${UNSIGNED}\\.)`;
const EXPONENT_FLOAT = `(?:${POINT_FLOAT}|${UNSIGNED})[eE][+-]?[0-9](?:_?[0-9])*`;

/** What both grammars mean by a number, a keyword, a word, an escape. */
export const commonTokens = {
  float: `[+-]?(?:${EXPONENT_FLOAT}|${POINT_FLOAT}|[Ii][Nn][Ff]|[Nn][Aa][Nn])`,
  int: `[+-]?${UNSIGNED}`,
  bool: "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]",
  null: "[Nn][Uu][Ll][Ll]",
  character: "[/\\-\\\\+.$%*@?|]",
  id: WORD,
  escape: "(?:\\\\[\\\\()\\[\\]{}:=, \\t])+",
  blank: "[ \\t]+",
} as const;

export function tokenTable<Kind extends string>(patterns: Record<Kind, string>): TokenTable<Kind> {
  const entries = Object.entries<string>(patterns).map(([kind, pattern]) => [kind, new RegExp(pattern, "y")]);
  return Object.fromEntries(entries) as Record<Kind, RegExp>;
}

/** undefined where no token begins */
export function longestMatch<Kind extends string>(
  table: TokenTable<Kind>,
  text: string,
  at: number,
): Token<Kind> | undefined {
  let best: Token<Kind> | undefined;
  for (const kind in table) {
    const pattern = table[kind];
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found.length > (best?.text.length ?? 0)) best = { kind, text: found, at };
  }
  return best;
}

/** Every other character: an escaped sequence without its backslashes. */
export function unescaped(text: string): string {
  let out = "";
  for (let i = 1; i < text.length; i += 2) out += text[i];
  return out;
}
