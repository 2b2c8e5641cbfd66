/**
 * @file What an override says before any of it is evaluated, and how it is written.
 * `parseSyntax(printSyntax(x))` is `x` again (a property test).
 */
import { floatRepr } from "../python/number.ts";

export type OverrideKind = "change" | "add" | "force-add" | "delete";

export interface OverrideSyntax {
  readonly kind: OverrideKind;
  /** A dotted path (`model.lr`) or a group (`db/engine`); may be empty. */
  readonly key: string;
  /** What follows `@`; undefined without one, "" for `key@=`. */
  readonly package: string | undefined;
  /** undefined for `~key`; nothing after `=` is the empty text. */
  readonly value: ValueSyntax | undefined;
}

export type ValueSyntax = ElementSyntax | { readonly kind: "sweep"; readonly items: readonly ElementSyntax[] };

export type ElementSyntax =
  | PrimitiveSyntax
  | { readonly kind: "list"; readonly items: readonly ElementSyntax[] }
  | { readonly kind: "dict"; readonly items: readonly (readonly [PrimitiveSyntax, ElementSyntax])[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly ArgumentSyntax[] };

export interface ArgumentSyntax {
  readonly name: string | undefined;
  readonly value: ElementSyntax;
}

export type PrimitiveSyntax =
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "quoted"; readonly text: string; readonly quote: "'" | '"' }
  /** Text without quotes; an interpolation in it stands as it was typed. */
  | { readonly kind: "text"; readonly pieces: readonly TextPiece[] };

export type TextPiece =
  | { readonly kind: "plain"; readonly text: string }
  | { readonly kind: "interpolation"; readonly text: string };

const prefixes: Readonly<Record<OverrideKind, string>> = { change: "", add: "+", "force-add": "++", delete: "~" };

/** `+db/engine@source`, as it stands before the `=`. */
export function printKey({ kind, key, package: target }: Omit<OverrideSyntax, "value">): string {
  return `${prefixes[kind]}${key}${target === undefined ? "" : `@${target}`}`;
}

export function printSyntax(override: OverrideSyntax): string {
  return override.value === undefined ? printKey(override) : `${printKey(override)}=${printValue(override.value)}`;
}

function printValue(value: ValueSyntax): string {
  return value.kind === "sweep" ? value.items.map(printElement).join(",") : printElement(value);
}

function printElement(element: ElementSyntax): string {
  switch (element.kind) {
    case "list":
      return `[${element.items.map(printElement).join(",")}]`;
    case "dict":
      return `{${element.items.map(([key, value]) => `${printPrimitive(key)}:${printElement(value)}`).join(",")}}`;
    case "call":
      return `${element.name}(${element.args.map(printArgument).join(",")})`;
    default:
      return printPrimitive(element);
  }
}

function printArgument({ name, value }: ArgumentSyntax): string {
  return name === undefined ? printElement(value) : `${name}=${printElement(value)}`;
}

function printPrimitive(primitive: PrimitiveSyntax): string {
  switch (primitive.kind) {
    case "null":
      return "null";
    case "bool":
      return String(primitive.value);
    case "int":
      return primitive.value.toString();
    case "float":
      return floatRepr(primitive.value);
    case "quoted":
      return printQuoted(primitive.text, primitive.quote);
    case "text":
      return primitive.pieces.map(({ kind, text }) => (kind === "interpolation" ? text : escapeText(text))).join("");
    default:
      return primitive satisfies never;
  }
}

/** A backslash before each of the characters that end or split unquoted text. */
export function escapeText(text: string): string {
  return text.replace(/[\\()[\]{}:=, \t]/g, "\\$&");
}

/** In quotes: backslashes that stand before a quote, or at the end, are doubled; quotes are escaped. */
export function printQuoted(text: string, quote: "'" | '"'): string {
  const pattern = quote === "'" ? /(\\*)('|$)/g : /(\\*)("|$)/g;
  const escaped = text.replace(pattern, (_, slashes: string, end: string) => slashes + slashes + (end && `\\${end}`));
  return quote + escaped + quote;
}
