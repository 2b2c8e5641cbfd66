/** @file Directives, anchors, aliases and tags. */
import { BLANKS, type Cursor, END, LINE_ENDS } from "./cursor.ts";

const LINE_BLANKS = `${END} ${LINE_ENDS}`;

export interface Directive {
  readonly name: string;
  /** `%TAG !e! prefix` */
  readonly tag: readonly [handle: string, prefix: string] | undefined;
  /** `%YAML 1.1` → 1 */
  readonly major: number | undefined;
}

export function scanDirective(cursor: Cursor): Directive {
  cursor.forward();
  const name = word(cursor, "a directive");
  if (!cursor.at(LINE_BLANKS)) throw cursor.error(`"${cursor.peek()}" has no place in the name of a directive`);
  let tag: Directive["tag"];
  let major: number | undefined;
  if (name === "YAML") {
    cursor.skip(" ");
    const version = /^([0-9]+)\.[0-9]+/.exec(cursor.text.slice(cursor.index));
    if (version === null) throw cursor.error("%YAML wants a version, such as 1.1");
    cursor.take(version[0].length);
    major = Number(version[1]);
    if (!cursor.at(LINE_BLANKS)) throw cursor.error("%YAML wants a version and nothing else");
  } else if (name === "TAG") {
    cursor.skip(" ");
    const handle = tagHandle(cursor);
    if (cursor.peek() !== " ") throw cursor.error("%TAG wants a handle, a blank and a prefix");
    cursor.skip(" ");
    tag = [handle, tagUri(cursor)];
    if (!cursor.at(LINE_BLANKS)) throw cursor.error("%TAG wants a handle, a prefix and nothing else");
  } else cursor.takeUntil(LINE_ENDS);
  cursor.finishLine("a directive");
  return { name, tag, major };
}

/** The name after `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const kind = cursor.take(1) === "*" ? "an alias" : "an anchor";
  const name = word(cursor, kind);
  if (!cursor.at(`${BLANKS}?:,]}%@\``)) throw cursor.error(`"${cursor.peek()}" has no place in the name of ${kind}`);
  return name;
}

export interface ScannedTag {
  /** undefined for `!<uri>` and the lone `!`. */
  readonly handle: string | undefined;
  readonly suffix: string;
}

export function scanTag(cursor: Cursor): ScannedTag {
  const tag = scanTagBody(cursor);
  if (!cursor.at(LINE_BLANKS)) throw cursor.error(`"${cursor.peek()}" has no place in a tag; a blank follows it`);
  return tag;
}

function scanTagBody(cursor: Cursor): ScannedTag {
  if (cursor.peek(1) === "<") {
    cursor.forward(2);
    const suffix = tagUri(cursor);
    if (cursor.peek() !== ">") throw cursor.error("a tag that begins with !< ends with >");
    cursor.forward();
    return { handle: undefined, suffix };
  }
  if (cursor.at(BLANKS, 1)) {
    cursor.forward();
    return { handle: undefined, suffix: "!" };
  }
  let length = 1;
  while (!cursor.at(LINE_BLANKS, length) && cursor.peek(length) !== "!") length++;
  const handle = cursor.peek(length) === "!" ? tagHandle(cursor) : cursor.take(1);
  return { handle, suffix: tagUri(cursor) };
}

function word(cursor: Cursor, what: string): string {
  const [name] = /^[0-9A-Za-z_-]*/.exec(cursor.text.slice(cursor.index))!;
  if (name === "") throw cursor.error(`${what} has no name`);
  return cursor.take(name.length);
}

function tagHandle(cursor: Cursor): string {
  const found = /^!(?:[0-9A-Za-z_-]*!|(?= ))/.exec(cursor.text.slice(cursor.index));
  if (found === null) throw cursor.error("a tag's handle is a name between exclamation marks");
  return cursor.take(found[0].length);
}

function tagUri(cursor: Cursor): string {
  const [raw] = /^[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]*/.exec(cursor.text.slice(cursor.index))!;
  if (raw === "") throw cursor.error("a tag has no name");
  try {
    const uri = decodeURIComponent(raw);
    cursor.take(raw.length);
    return uri;
  } catch {
    throw cursor.error("a % in a tag is followed by two hexadecimal digits");
  }
}
