/** @file What may have been meant by an override that the grammar has no reading for; whoever asks tries each. */
import { printQuoted } from "./syntax.ts";

/** The likeliest first. */
export function remediesOf(text: string): readonly string[] {
  const equal = text.indexOf("=");
  if (equal < 0) return /^[\w./@+-]+:./.test(text) ? [text.replace(":", "=")] : [];
  const [key, value] = [text.slice(0, equal).trim(), text.slice(equal + 1).trim()];
  return [
    `${key}=${value}${missingBrackets(value)}`,
    `${key}=${value.replace(/^[=:]+\s*/, "")}`,
    `${key}=${value.replace(/[,\s]+$/, "")}`,
    `${key}=${printQuoted(value, '"')}`,
  ];
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** What closes the brackets that are open at the end. */
function missingBrackets(value: string): string {
  const open: string[] = [];
  for (const [character] of value.replace(/"[^"]*"|'[^']*'/g, "").matchAll(/[()[\]{}]/g)) {
    if (CLOSING[character]) open.push(CLOSING[character]);
    else if (open.at(-1) === character) open.pop();
  }
  return open.reverse().join("");
}
