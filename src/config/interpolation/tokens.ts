/**
 * @file Interpolated text → tokens, with OmegaConf's modes on a stack: outside, inside `${…}`, in a resolver's
 * arguments, in quotes.
 */
import { commonTokens, longestMatch, type Token, type TokenTable, tokenTable, WORD, WS } from "../lexing.ts";

export type TokenKind =
  | "open"
  | "close"
  | "text"
  | "escapedOpen"
  | "slashes"
  | "quotedSlashes"
  | "dictOpen"
  | "dictClose"
  | "quoteOpen"
  | "quoteClose"
  | "comma"
  | "listOpen"
  | "listClose"
  | "colon"
  | "dot"
  | "key"
  | "end"
  | keyof typeof commonTokens;

export type InterpolationToken = Token<TokenKind>;

interface Rule {
  readonly kind: TokenKind;
  readonly pattern: string;
  /** Mode to enter on top, `pop` to leave, `=mode` to change to. */
  readonly mode?: Mode | "pop" | `=${Mode}`;
}

export type Mode = "outside" | "value" | "inside" | "single" | "double";

const BACKSLASHES = "(?:\\\\\\\\)";
const OPEN = "\\$\\{";

const textRules = (quote: string): Rule[] => [
  { kind: "open", pattern: `${OPEN}${WS}`, mode: "inside" },
  ...(quote === "" ? [] : [{ kind: "quoteClose", pattern: quote, mode: "pop" } as const]),
  { kind: "text", pattern: `[^${quote}$]*[^${quote}\\\\$]` },
  { kind: "escapedOpen", pattern: `${BACKSLASHES}*\\\\${OPEN}` },
  ...(quote === "" ? [] : [{ kind: "escape", pattern: `${BACKSLASHES}*\\\\${quote}` } as const]),
  { kind: quote === "" ? "slashes" : "quotedSlashes", pattern: `${BACKSLASHES}+` },
  { kind: "text", pattern: "\\\\+" },
  { kind: "text", pattern: "\\$" },
];

const rules: Record<Mode, readonly Rule[]> = {
  outside: textRules(""),
  value: [
    { kind: "open", pattern: `${OPEN}${WS}`, mode: "inside" },
    { kind: "dictOpen", pattern: `\\{${WS}`, mode: "value" },
    { kind: "dictClose", pattern: `${WS}\\}`, mode: "pop" },
    { kind: "quoteOpen", pattern: "'", mode: "single" },
    { kind: "quoteOpen", pattern: '"', mode: "double" },
    { kind: "comma", pattern: `${WS},${WS}` },
    { kind: "listOpen", pattern: `\\[${WS}` },
    { kind: "listClose", pattern: `${WS}\\]` },
    { kind: "colon", pattern: `${WS}:${WS}` },
    ...Object.entries(commonTokens).map(([kind, pattern]) => ({ kind: kind as keyof typeof commonTokens, pattern })),
  ],
  inside: [
    { kind: "open", pattern: `${OPEN}${WS}`, mode: "inside" },
    { kind: "colon", pattern: `${WS}:${WS}`, mode: "=value" },
    { kind: "close", pattern: `${WS}\\}`, mode: "pop" },
    { kind: "dot", pattern: "\\." },
    { kind: "listOpen", pattern: "\\[" },
    { kind: "listClose", pattern: "\\]" },
    { kind: "id", pattern: WORD },
    { kind: "key", pattern: "[^\\\\{}()[\\]:. \\t'\"]+" },
  ],
  single: textRules("'"),
  double: textRules('"'),
};

const tables = Object.fromEntries(
  Object.entries(rules).map(([mode, list]) => [
    mode,
    tokenTable(Object.fromEntries(list.map(({ pattern }, index) => [index, pattern]))),
  ]),
) as Record<Mode, TokenTable<string>>;

export interface Unreadable {
  readonly unreadableAt: number;
}

/** The tokens and an end; or the position of the first character that fits nowhere. */
export function interpolationTokens(text: string, mode: Mode): readonly InterpolationToken[] | Unreadable {
  const tokens: InterpolationToken[] = [];
  const modes: Mode[] = [mode];
  let at = 0;
  while (at < text.length) {
    const current = modes.at(-1)!;
    const match = longestMatch(tables[current], text, at);
    if (match === undefined) return { unreadableAt: at };
    const rule = rules[current][Number(match.kind)]!;
    tokens.push({ kind: rule.kind, text: match.text, at });
    if (rule.mode === "pop") {
      if (modes.length === 1) return { unreadableAt: at };
      modes.pop();
    } else if (rule.mode?.startsWith("=")) modes[modes.length - 1] = rule.mode.slice(1) as Mode;
    else if (rule.mode !== undefined) modes.push(rule.mode as Mode);
    at += match.text.length;
  }
  tokens.push({ kind: "end", text: "", at });
  return tokens;
}
