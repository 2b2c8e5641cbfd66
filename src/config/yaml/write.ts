/**
 * @file Plain values → YAML text, byte for byte as OmegaConf.to_yaml (PyYAML's block style, 80 columns) writes it.
 */
import { floatRepr, parseFloatText, parseInteger } from "../python/number.ts";
import { EnumMember, type Key, type Plain, PlainDict, PythonPath, type Scalar } from "../python/value.ts";
import { Emitter } from "./emitter.ts";
import { tagWhenDumping } from "./implicit.ts";
import { analyzeScalar } from "./scalar-analysis.ts";

/** @param value a whole config: a dict or a list; the text ends in a line break */
export function writeYaml(value: PlainDict | readonly Plain[]): string {
  const emitter = new Emitter();
  writeNode(emitter, value, "root");
  emitter.indent = 0;
  emitter.lineIndent();
  return emitter.text;
}

/** What the node is for the collection it stands in. */
type Role = "root" | "item" | "key" | "value";

function writeNode(emitter: Emitter, value: Plain, role: Role): void {
  if (value instanceof PlainDict) writeDict(emitter, value, role);
  else if (Array.isArray(value)) writeList(emitter, value as readonly Plain[], role);
  else if (value instanceof PythonPath) {
    emitter.indicator("!!python/object/apply:pathlib.PosixPath", { needsSpace: true });
    writeList(emitter, pathParts(value.path), role);
  } else writeScalar(emitter, value as Scalar, role);
}

function writeDict(emitter: Emitter, dict: PlainDict, role: Role): void {
  if (dict.size === 0) {
    writeEmpty(emitter, "{", "}");
    return;
  }
  const outer = emitter.indent;
  if (role !== "root") emitter.indent += 2;
  for (const [key, value] of dict.entries()) {
    emitter.lineIndent();
    if (isSimpleKey(key)) {
      writeScalar(emitter, key, "key");
      emitter.indicator(":", { needsSpace: false });
      writeNode(emitter, value, "value");
    } else {
      emitter.indicator("?", { needsSpace: true, indention: true });
      writeNode(emitter, key, "value");
      emitter.lineIndent();
      emitter.indicator(":", { needsSpace: true, indention: true });
      writeNode(emitter, value, "value");
    }
  }
  emitter.indent = outer;
}

function writeList(emitter: Emitter, items: readonly Plain[], role: Role): void {
  if (items.length === 0) {
    writeEmpty(emitter, "[", "]");
    return;
  }
  const outer = emitter.indent;
  // below a key the dashes stand in the key's own column
  const indentless = role === "value" && !emitter.atIndention;
  if (role !== "root" && !indentless) emitter.indent += 2;
  for (const item of items) {
    emitter.lineIndent();
    emitter.indicator("-", { needsSpace: true, indention: true });
    writeNode(emitter, item, "item");
  }
  emitter.indent = outer;
}

function writeEmpty(emitter: Emitter, open: string, close: string): void {
  emitter.indicator(open, { needsSpace: true, isSpace: true });
  emitter.indicator(close, { needsSpace: false });
}

function writeScalar(emitter: Emitter, value: Scalar, role: Role): void {
  const outer = emitter.indent;
  emitter.indent += 2;
  if (value instanceof Uint8Array) {
    emitter.indicator("!!binary", { needsSpace: true });
    if (value.length === 0) emitter.doubleQuoted([], false);
    else emitter.literal(base64Lines(value));
  } else {
    const text = scalarText(value);
    const characters = Array.from(text);
    const style = styleOf(value, text, characters, role === "key");
    if (style === "plain") emitter.plain(characters, role !== "key");
    else if (style === "single") emitter.singleQuoted(characters, role !== "key");
    else emitter.doubleQuoted(characters, role !== "key");
  }
  emitter.indent = outer;
}

function styleOf(
  value: Scalar,
  text: string,
  characters: readonly string[],
  isKey: boolean,
): "plain" | "single" | "double" {
  if (typeof value !== "string" && !(value instanceof EnumMember)) return "plain";
  const { allowPlain, allowSingle, multiline } = analyzeScalar(characters);
  const wantsQuotes = text === "" || readsAsAnotherType(text) || tagWhenDumping(text) !== "str";
  if (allowPlain && !wantsQuotes) return "plain";
  return allowSingle && !(isKey && multiline) ? "single" : "double";
}

/** OmegaConf's own rule for quotes: what reads as a bool or, by Python's `int` and `float`, as a number. */
function readsAsAnotherType(text: string): boolean {
  return booleans.has(text) || parseInteger(text) !== undefined || parseFloatText(text) !== undefined;
}

const booleans = new Set(
  "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF".split("|"),
);

/** Keys that are long, empty or of several lines are written after a `?`. */
function isSimpleKey(key: Key): boolean {
  if (key instanceof Uint8Array) return false;
  const text = scalarText(key);
  const characters = Array.from(text);
  // PyYAML counts the tag it does not write
  const length = characters.length + `!!${tagNames[typeof key] ?? "str"}`.length;
  return characters.length > 0 && length < 128 && !analyzeScalar(characters).multiline;
}

const tagNames: Readonly<Record<string, string>> = { bigint: "int", number: "float", boolean: "bool" };

function scalarText(value: Exclude<Scalar, Uint8Array>): string {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number") return floatText(value);
  if (value instanceof EnumMember) return value.name;
  return value instanceof PythonPath ? value.path : value.toString();
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = floatRepr(value);
  return text.includes(".") ? text : text.replace("e", ".0e");
}

const base64Lines = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,76}/g) ?? [];

function pathParts(path: string): string[] {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  return path.startsWith("/") ? ["/", ...names] : names;
}
