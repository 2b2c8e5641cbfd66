/** @file A value of a config, written as an override that gives it: what errors advise to type. */
import { shellWord } from "#utils/shell-word.ts";
import type { PlainValue } from "../plain-config.ts";
import { floatRepr } from "../python/number.ts";
import { printQuoted } from "./syntax.ts";

/** `key=value`, as it can be pasted into a shell. */
export const assignmentWord = (key: string, value: PlainValue): string => shellWord(`${key}=${valueWord(value)}`);

/** The value alone, in the grammar of overrides. */
export function valueWord(value: PlainValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return textWord(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatRepr(value);
  if (Array.isArray(value)) return `[${value.map(valueWord).join(",")}]`;
  if (typeof value !== "object" || ArrayBuffer.isView(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${textWord(key)}:${valueWord(item)}`)
    .join(",")}}`;
}

/** Quoted where it would be read as something else than its letters. */
function textWord(text: string): string {
  const isPlain = /^[A-Za-z_/.][\w./@%*?+-]*$/.test(text) && !/^(null|true|false|nan|inf)$/i.test(text);
  return isPlain ? text : printQuoted(text, '"');
}
