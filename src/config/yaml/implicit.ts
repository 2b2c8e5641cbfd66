/**
 * @file What an unquoted scalar means to PyYAML with OmegaConf's changes: YAML 1.1, `1e3` a float, dates left as text.
 */
import { parseFloatText, toBigInt } from "../python/number.ts";

export type ImplicitTag = "bool" | "float" | "int" | "merge" | "null" | "value" | "timestamp" | "str";

interface Rule {
  readonly tag: ImplicitTag;
  readonly pattern: RegExp;
  /** First characters the rule is tried for; "" is the empty scalar. */
  readonly first: string;
}

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const PYYAML_FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const OMEGACONF_FLOAT =
  /^(?:[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)|\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]|[0-9][0-9][0-9][0-9]-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9][0-9]:[0-9][0-9](?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?)$/;

/** In the order in which PyYAML tries them. */
const common: readonly Rule[] = [
  { tag: "bool", pattern: BOOL, first: "yYnNtTfFoO" },
  { tag: "float", pattern: PYYAML_FLOAT, first: "-+0123456789." },
  { tag: "int", pattern: INT, first: "-+0123456789" },
  { tag: "merge", pattern: /^<<$/, first: "<" },
  { tag: "null", pattern: /^(?:~|null|Null|NULL|)$/, first: "~nN" },
];
const valueRule: Rule = { tag: "value", pattern: /^=$/, first: "=" };
const loading: readonly Rule[] = [
  ...common,
  valueRule,
  { tag: "float", pattern: OMEGACONF_FLOAT, first: "-+0123456789." },
];
const dumping: readonly Rule[] = [...common, { tag: "timestamp", pattern: TIMESTAMP, first: "0123456789" }, valueRule];

/** What a plain scalar is when a file is read. */
export const tagWhenLoading = (text: string): ImplicitTag => tagOf(text, loading);

/** What PyYAML's writer believes a plain scalar would be read as; text that would not be text gets quotes. */
export const tagWhenDumping = (text: string): ImplicitTag => tagOf(text, dumping);

function tagOf(text: string, rules: readonly Rule[]): ImplicitTag {
  if (text === "") return "null";
  const rule = rules.find(({ first, pattern }) => first.includes(text[0]!) && pattern.test(text));
  return rule?.tag ?? "str";
}

export function constructBool(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (["yes", "true", "on"].includes(lower)) return true;
  return ["no", "false", "off"].includes(lower) ? false : undefined;
}

/** Binary, octal (a leading 0), hexadecimal and base 60 as YAML 1.1 has them; undefined where Python's `int` raises. */
export function constructInt(text: string): bigint | undefined {
  const clean = text.replaceAll("_", "");
  const negative = clean.startsWith("-");
  const digits = clean.replace(/^[-+]/, "");
  const signed = (value: bigint | undefined) => (value !== undefined && negative ? -value : value);
  if (digits === "0") return 0n;
  if (/^0b[01]+$/.test(digits)) return signed(BigInt(digits));
  if (/^0x[0-9a-fA-F]+$/.test(digits)) return signed(BigInt(digits));
  if (/^0o?[0-7]+$/i.test(digits)) return signed(BigInt(`0o${digits.replace(/^0o?/i, "")}`));
  if (/^[0-9]+(?::[0-9]+)+$/.test(digits)) {
    return signed(digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n));
  }
  return /^[1-9][0-9]*$/.test(digits) ? signed(toBigInt(digits)) : undefined;
}

export function constructFloat(text: string): number | undefined {
  const clean = text.replaceAll("_", "").toLowerCase();
  const sign = clean.startsWith("-") ? -1 : 1;
  const digits = clean.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return Number.NaN;
  if (!digits.includes(":")) {
    const value = parseFloatText(digits);
    return value === undefined ? undefined : sign * value;
  }
  const parts = digits.split(":").map(parseFloatText);
  if (parts.includes(undefined)) return undefined;
  // from the right: seconds, minutes, hours; in this order the rounding is Python's
  let sum = 0;
  for (const [power, part] of (parts as number[]).reverse().entries()) sum += part * 60 ** power;
  return sign * sum;
}
