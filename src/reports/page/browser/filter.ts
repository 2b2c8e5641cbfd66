/** @file What is typed above a column → which of its values stay. */
import type { Scalar } from "#facts";

export type Test = (value: Scalar) => boolean;

/**
 * `<0.3`, `>=10`, `0.1..0.3` compare numbers; `=vq` is the whole text, `!vq` none that has it, `none|vq` one of several; anything
 * else is a part of the text, whatever its case. @returns undefined for nothing typed
 */
export function parseFilter(typed: string): Test | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  const alternatives = text.split("|").map((one) => parseOne(one.trim()));
  return (value) => alternatives.some((test) => test(value));
}

function parseOne(text: string): Test {
  const [, sign, bound] = /^(<=|>=|<|>)\s*(\S+)$/.exec(text) ?? [];
  if (sign !== undefined && isNumber(bound!))
    return (value) => typeof value === "number" && COMPARE[sign]!(value, Number(bound));
  const [, from, to] = /^(\S+?)\s*\.\.\s*(\S+)$/.exec(text) ?? [];
  if (from !== undefined && isNumber(from) && isNumber(to!)) {
    return (value) => typeof value === "number" && value >= Number(from) && value <= Number(to);
  }
  if (text.startsWith("=")) return (value) => isEqual(value, text.slice(1).trim());
  if (text.startsWith("!")) {
    const rest = parseOne(text.slice(1).trim());
    return (value) => !rest(value);
  }
  const part = text.toLowerCase();
  return (value) => value !== null && String(value).toLowerCase().includes(part);
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));

function isEqual(value: Scalar, text: string): boolean {
  if (value === null) return text === "";
  return typeof value === "number" && isNumber(text) ? value === Number(text) : String(value) === text;
}
