/**
 * @file The scalar values a config can hold, told apart as Python tells them apart: `1` and `1.0` are two values.
 *
 * An int is a `bigint`, a float is a `number`; everything else is what it looks like. Only at the door
 * (`toPlain`) do ints become ordinary numbers.
 */
import { floatRepr } from "./number.ts";

/** `!!binary` is bytes; a `pathlib.Path` tag is a path; RunMode is Hydra's only enum. */
export type Scalar = null | boolean | string | bigint | number | Uint8Array | PythonPath | EnumMember;

/** Keys of a dict; Python's `None` is refused. */
export type Key = string | bigint | number | boolean | Uint8Array;

/** A config as plain data, ints still told from floats. */
export type Plain = Scalar | readonly Plain[] | PlainDict;

export class PythonPath {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

export class EnumMember {
  readonly enumName: string;
  readonly name: string;
  constructor(enumName: string, name: string) {
    this.enumName = enumName;
    this.name = name;
  }
}

/** A Python dict: insertion order, and 1, 1.0 and True are one key. */
export class PlainDict {
  readonly #entries = new Map<string, [Key, Plain]>();

  static of(entries: Iterable<readonly [Key, Plain]>): PlainDict {
    const dict = new PlainDict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  /** A repeated key keeps its first place and its first spelling, and takes the last value. */
  set(key: Key, value: Plain): void {
    const id = keyId(key);
    const entry = this.#entries.get(id);
    if (entry) entry[1] = value;
    else this.#entries.set(id, [key, value]);
  }

  get(key: Key): Plain | undefined {
    return this.#entries.get(keyId(key))?.[1];
  }

  entries(): IterableIterator<[Key, Plain]> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }
}

/** Equal for keys that Python's dict holds to be the same. */
export function keyId(key: Key): string {
  if (typeof key === "string") return `s${key}`;
  if (key instanceof Uint8Array) return `b${Buffer.from(key).toString("latin1")}`;
  if (typeof key === "boolean") return key ? "n1" : "n0";
  if (typeof key === "bigint") return `n${key}`;
  return Number.isInteger(key) ? `n${BigInt(key)}` : `n${floatRepr(key)}`;
}

export const isNumber = (value: unknown): value is bigint | number | boolean =>
  typeof value === "bigint" || typeof value === "number" || typeof value === "boolean";

/** Python's name of the type, as its messages spell it. */
export function typeName(value: Plain): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof PythonPath) return "PosixPath";
  if (value instanceof EnumMember) return value.enumName;
  return value instanceof PlainDict ? "dict" : "list";
}

/** Python's `==`: 1, 1.0 and True are equal, "1" is not. */
export function isEqual(a: Plain, b: Plain): boolean {
  if (isNumber(a) && isNumber(b)) {
    // == between bigint and number compares mathematically, as Python does
    const [left, right] = [typeof a === "boolean" ? BigInt(a) : a, typeof b === "boolean" ? BigInt(b) : b];
    // biome-ignore lint/suspicious/noDoubleEquals: the comparison across bigint and number is the point
    return left == right;
  }
  if (a instanceof PlainDict && b instanceof PlainDict) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a.entries()) {
      const other = b.get(key);
      if (other === undefined || !isEqual(value, other)) return false;
    }
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => isEqual(value as Plain, b[index] as Plain));
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof PythonPath && b instanceof PythonPath) return a.path === b.path;
  if (a instanceof EnumMember && b instanceof EnumMember) return a.name === b.name && a.enumName === b.enumName;
  return a === b;
}

/** `str(value)` */
export function pythonStr(value: Plain): string {
  if (typeof value === "string") return value;
  if (value instanceof PythonPath) return value.path;
  return pythonRepr(value);
}

/** `repr(value)` */
export function pythonRepr(value: Plain): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return stringRepr(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return floatRepr(value);
  if (value instanceof Uint8Array) return bytesRepr(value);
  if (value instanceof PythonPath) return `PosixPath(${stringRepr(value.path)})`;
  if (value instanceof EnumMember) return `${value.enumName}.${value.name}`;
  if (value instanceof PlainDict) {
    return `{${Array.from(value.entries(), ([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(", ")}}`;
  }
  return `[${value.map(pythonRepr).join(", ")}]`;
}

function quoteFor(text: string): "'" | '"' {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

const namedEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

function stringRepr(text: string): string {
  const quote = quoteFor(text);
  let out = "";
  for (const character of text) {
    if (character === quote) out += `\\${character}`;
    else if (namedEscapes[character]) out += namedEscapes[character];
    else if (character !== " " && /[\p{C}\p{Z}]/u.test(character)) out += codePointEscape(character.codePointAt(0)!);
    else out += character;
  }
  return quote + out + quote;
}

function codePointEscape(point: number): string {
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, "0")}`;
  if (point < 0x10000) return `\\u${point.toString(16).padStart(4, "0")}`;
  return `\\U${point.toString(16).padStart(8, "0")}`;
}

function bytesRepr(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  const quote = quoteFor(text);
  let out = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === quote) out += `\\${character}`;
    else if (namedEscapes[character]) out += namedEscapes[character];
    else if (byte < 0x20 || byte > 0x7e) out += codePointEscape(byte);
    else out += character;
  }
  return `b${quote}${out}${quote}`;
}
