/** @file What is typed above a column → which of its values stay. */
import type { Scalar } from "#facts";

export type Test = (value: Scalar) => boolean;

export interface Filter {
  /** Undefined where nothing is typed, or nothing whole yet: a reader who is at `<` of `<0.3` sees all runs. */
  readonly keeps: Test | undefined;
  /** What cannot be understood, and then keeps everything. */
  readonly problem: string | undefined;
}

/**
 * `<0.3`, `>=10`, `0.1..0.3`, `0.1..` compare numbers; `=vq` is the whole text, `!vq` none that has it, `none|vq` one of several;
 * anything else is a part of the text, whatever its case.
 */
export function parseFilter(typed: string): Filter {
  const parsed = typed
    .split("|")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map(parseOne);
  const problem = parsed.find((one) => typeof one === "string");
  const tests = parsed.filter((one) => typeof one === "function");
  const keeps = problem === undefined && tests.length > 0 ? anyOf(tests) : undefined;
  return { keeps, problem };
}

const anyOf =
  (tests: readonly Test[]): Test =>
  (value) =>
    tests.some((test) => test(value));

/** A test, what is wrong, or undefined for what is not whole yet. @param text not empty */
function parseOne(text: string): Test | string | undefined {
  const [, sign, bound] = /^(<=|>=|<|>)\s*(.*)$/.exec(text) ?? [];
  if (sign !== undefined) return comparison(COMPARE[sign]!, bound!);
  const [, from, to] = /^(\S*?)\s*\.\.\s*(\S*)$/.exec(text) ?? [];
  if (from !== undefined && isBound(from) && isBound(to!)) return range(from, to!);
  if (text.startsWith("=")) return (value) => isEqual(value, text.slice(1).trim());
  if (text.startsWith("!")) {
    const rest = text.slice(1).trim();
    const inner = rest === "" ? undefined : parseOne(rest);
    return typeof inner === "function" ? (value) => !inner(value) : inner;
  }
  const part = text.toLowerCase();
  return (value) => value !== null && String(value).toLowerCase().includes(part);
}

type Compare = (a: number, b: number) => boolean;

const COMPARE: Readonly<Record<string, Compare>> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

function comparison(holds: Compare, bound: string): Test | string | undefined {
  if (/^[+-]?\.?$/.test(bound)) return undefined;
  if (isNumber(bound)) return (value) => typeof value === "number" && holds(value, Number(bound));
  const point = bound.replace(",", ".");
  return `"${bound}" is no number${isNumber(point) ? `; did you mean ${point}?` : ""}`;
}

function range(from: string, to: string): Test | undefined {
  if (from === "" && to === "") return undefined;
  const [low, high] = [from === "" ? -Infinity : Number(from), to === "" ? Infinity : Number(to)];
  return (value) => typeof value === "number" && value >= low && value <= high;
}

const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));
const isBound = (text: string): boolean => text === "" || isNumber(text);

function isEqual(value: Scalar, text: string): boolean {
  if (value === null) return text === "";
  return typeof value === "number" && isNumber(text) ? value === Number(text) : String(value) === text;
}
