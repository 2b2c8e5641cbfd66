/**
 * @file The part of YAML in which config snapshots are written: nested blocks of `key: value` and `- value`, one line each.
 * Thirty times faster than the whole language; whatever it is not sure of it leaves to that.
 */
import type { Scalar } from "./run-tables.ts";

export type ConfigValue = Scalar | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

interface Line {
  readonly indent: number;
  readonly text: string;
}

class NotSure extends Error {}

/** @returns undefined for texts that need a whole YAML reader */
export function parseBlockYaml(text: string): ConfigValue | undefined {
  if (text.trim() === "[]") return [];
  try {
    return new Blocks(linesOf(text)).whole();
  } catch (error) {
    if (error instanceof NotSure) return undefined;
    throw error;
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const line of text.split("\n")) {
    const bare = line.trimEnd();
    const indent = bare.length - bare.trimStart().length;
    if (bare.length === indent || bare[indent] === "#") continue;
    if (/[\t\r\u0085\u2028\u2029\ufeff]/.test(bare)) throw new NotSure();
    lines.push({ indent, text: bare.slice(indent) });
  }
  return lines;
}

class Blocks {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  whole(): ConfigValue {
    const first = this.#lines[0];
    if (first === undefined || first.indent !== 0) throw new NotSure();
    const value = this.#block(0);
    if (this.#at < this.#lines.length) throw new NotSure();
    return value;
  }

  #block(indent: number): ConfigValue {
    return isItem(this.#lines[this.#at]!.text) ? this.#list(indent) : this.#dict(indent);
  }

  #list(indent: number): ConfigValue[] {
    const items: ConfigValue[] = [];
    for (let line = this.#lines[this.#at]; line?.indent === indent && isItem(line.text); line = this.#lines[this.#at]) {
      this.#at++;
      const text = line.text.slice(2).trimStart();
      if (line.text === "-" || isItem(text) || keyOf(text) !== undefined) throw new NotSure(); // blocks within items
      items.push(scalarOf(text));
      this.#refuseContinuation(indent);
    }
    return items;
  }

  #dict(indent: number): Record<string, ConfigValue> {
    const dict: Record<string, ConfigValue> = {};
    for (let line = this.#lines[this.#at]; line?.indent === indent; line = this.#lines[this.#at]) {
      const key = keyOf(line.text);
      if (key === undefined || key === "__proto__" || Object.hasOwn(dict, key)) throw new NotSure();
      this.#at++;
      const rest = line.text.slice(key.length + 1).trim();
      const next = this.#lines[this.#at];
      if (rest !== "") {
        dict[key] = scalarOf(rest);
        this.#refuseContinuation(indent);
      } else if (next !== undefined && (next.indent > indent || (next.indent === indent && isItem(next.text)))) {
        dict[key] = this.#block(next.indent);
      } else dict[key] = null;
    }
    return dict;
  }

  /** A deeper line after a value belongs to it, as text over several lines. */
  #refuseContinuation(indent: number): void {
    if ((this.#lines[this.#at]?.indent ?? 0) > indent) throw new NotSure();
  }
}

const isItem = (text: string): boolean => text === "-" || text.startsWith("- ");

/** Plain keys that can be nothing but text. */
function keyOf(text: string): string | undefined {
  const key = /^([A-Za-z_][\w./+-]*):(?: |$)/.exec(text)?.[1];
  return key === undefined || typeof plainScalar(key) !== "string" ? undefined : key;
}

function scalarOf(text: string): ConfigValue {
  if (text === "[]") return [];
  if (text === "{}") return {};
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^-[\d.]/.test(text)) throw new NotSure();
  if (/ #|: |:$|^(?:<<|=)$/.test(text)) throw new NotSure();
  return plainScalar(text);
}

/** As OmegaConf reads them: YAML 1.1, and `1e3` a number. */
function plainScalar(text: string): Scalar {
  if (/^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  if (/^[-+]?(?:0|[1-9]\d*)$/.test(text)) {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new NotSure();
    return value;
  }
  if (/^[-+]?\d+\.\d*(?:[eE][-+]?\d+)?$|^[-+]?\d+[eE][-+]?\d+$/.test(text)) return Number(text);
  if (/^[-+]?[\d.][\d_:.eExXa-fA-F+-]*$|^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/.test(text)) throw new NotSure(); // base 60, hexadecimal, dates …
  return text;
}
