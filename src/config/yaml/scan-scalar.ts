/** @file Scalars of YAML 1.1: plain, in quotes, and blocks after `|` or `>`. */
import { BLANKS, type Cursor, END, LINE_ENDS } from "./cursor.ts";

/** An unquoted scalar, folded over lines that are indented deeper than `indent`. */
export function scanPlain(cursor: Cursor, options: { indent: number; isFlow: boolean }): PlainScan {
  const { indent, isFlow } = options;
  const scan = { text: "", spansLines: false };
  let spaces = "";
  for (;;) {
    if (cursor.peek() === "#") break;
    const length = plainLength(cursor, isFlow);
    if (length === 0) break;
    scan.text += spaces + cursor.take(length);
    scan.spansLines = false;
    const gap = plainGap(cursor);
    scan.spansLines = gap.hasBreak;
    spaces = gap.text;
    if (spaces === "" || cursor.peek() === "#" || (!isFlow && cursor.column < indent)) break;
  }
  return scan;
}

export interface PlainScan {
  text: string;
  /** The scan passed a line end after the last character: what follows is on a new line. */
  spansLines: boolean;
}

function plainLength(cursor: Cursor, isFlow: boolean): number {
  let length = 0;
  for (;;) {
    const character = cursor.peek(length);
    if (BLANKS.includes(character)) return length;
    if (character === ":" && cursor.at(isFlow ? `${BLANKS},[]{}` : BLANKS, length + 1)) return length;
    if (isFlow && ",?[]{}".includes(character)) return length;
    length++;
  }
}

/** Blanks inside a plain scalar: kept on one line, folded over several; "" where the scalar ends. */
function plainGap(cursor: Cursor): { text: string; hasBreak: boolean } {
  let blanks = "";
  while (cursor.peek() === " ") blanks += cursor.take(1);
  if (!cursor.at(LINE_ENDS)) return { text: blanks, hasBreak: false };
  const first = cursor.lineBreak();
  if (cursor.isDocumentMark()) return { text: "", hasBreak: true };
  let more = "";
  while (cursor.at(` ${LINE_ENDS}`) && cursor.peek() !== END) {
    if (cursor.peek() === " ") cursor.forward();
    else {
      more += cursor.lineBreak();
      if (cursor.isDocumentMark()) return { text: "", hasBreak: true };
    }
  }
  return { text: folded(first, more), hasBreak: true };
}

/** One line end becomes a blank; of several the first vanishes. */
const folded = (first: string, more: string): string => (first !== "\n" ? first : more === "" ? " " : "") + more;

/** The text between quotes; the cursor stands on the opening quote. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark;
  const quote = cursor.take(1) as "'" | '"';
  let text = quotedRun(cursor, quote);
  while (cursor.peek() !== quote) {
    if (cursor.peek() === END) throw cursor.error(`the closing ${quote} is missing`, start);
    text += quotedGap(cursor) + quotedRun(cursor, quote);
  }
  cursor.forward();
  return text;
}

function quotedRun(cursor: Cursor, quote: "'" | '"'): string {
  let text = "";
  for (;;) {
    text += cursor.takeUntil(`'"\\ \t${LINE_ENDS}`);
    const character = cursor.peek();
    if (quote === "'" && cursor.startsWith("''")) {
      text += "'";
      cursor.forward(2);
    } else if (quote === '"' && character === "\\") text += escapeSequence(cursor);
    else if (character !== quote && "'\"\\".includes(character)) text += cursor.take(1);
    else return text;
  }
}

function quotedGap(cursor: Cursor): string {
  let blanks = "";
  while (cursor.at(" \t")) blanks += cursor.take(1);
  if (!cursor.at(LINE_ENDS)) return blanks;
  const first = cursor.lineBreak();
  return folded(first, quotedBreaks(cursor));
}

function quotedBreaks(cursor: Cursor): string {
  let breaks = "";
  for (;;) {
    if (cursor.isDocumentMark()) throw cursor.error("a document ends inside quotes");
    cursor.skip(" \t");
    if (!cursor.at(LINE_ENDS)) return breaks;
    breaks += cursor.lineBreak();
  }
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\x08",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1B",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
  N: "\x85",
  _: "\xA0",
  L: "\u2028",
  P: "\u2029",
};

const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeSequence(cursor: Cursor): string {
  cursor.forward();
  const letter = cursor.peek();
  const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  if (simple !== undefined) {
    cursor.forward();
    return simple;
  }
  const length = hexLengths[letter];
  if (length !== undefined) {
    cursor.forward();
    const digits = cursor.text.slice(cursor.index, cursor.index + length);
    const point = Number.parseInt(digits, 16);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || point > 0x10ffff) {
      throw cursor.error(`\\${letter} wants ${length} hexadecimal digits that are a character`);
    }
    cursor.take(length);
    return String.fromCodePoint(point);
  }
  if (letter !== END && LINE_ENDS.includes(letter)) {
    cursor.lineBreak();
    return quotedBreaks(cursor);
  }
  throw cursor.error(`there is no escape \\${letter === END ? "" : letter} in double quotes`);
}

/** A block after `|` or `>`; `indent` is that of the block around it. */
export function scanBlock(cursor: Cursor, indent: number): string {
  const isFolded = cursor.take(1) === ">";
  const { chomping, increment } = blockHeader(cursor);
  cursor.finishLine("a block scalar's header");
  const least = Math.max(indent + 1, 1);
  const leading = increment === undefined ? detectIndent(cursor) : undefined;
  const own = leading ? Math.max(least, leading.indent) : least + increment! - 1;
  let breaks = leading ? leading.breaks : blockBreaks(cursor, own);
  let text = "";
  let lineBreak = "";
  while (cursor.column === own && cursor.peek() !== END) {
    const startsWithText = !cursor.at(" \t");
    text += breaks + cursor.takeUntil(LINE_ENDS);
    lineBreak = cursor.lineBreak();
    breaks = blockBreaks(cursor, own);
    if (cursor.column !== own || cursor.peek() === END) break;
    const folds = isFolded && lineBreak === "\n" && startsWithText && !cursor.at(" \t");
    if (!folds) text += lineBreak;
    else if (breaks === "") text += " ";
  }
  return text + (chomping === "-" ? "" : lineBreak) + (chomping === "+" ? breaks : "");
}

function blockHeader(cursor: Cursor): { chomping: string | undefined; increment: number | undefined } {
  const [header] = /^(?:[+-][0-9]?|[0-9][+-]?)?/.exec(cursor.text.slice(cursor.index, cursor.index + 2))!;
  const digit = /[0-9]/.exec(header)?.[0];
  if (digit === "0") throw cursor.error("the indentation of a block scalar is 1 to 9, not 0");
  cursor.take(header.length);
  if (!cursor.at(`${END} ${LINE_ENDS}`)) throw cursor.error(`"${cursor.peek()}" has no place after | or >`);
  return { chomping: /[+-]/.exec(header)?.[0], increment: digit === undefined ? undefined : Number(digit) };
}

function detectIndent(cursor: Cursor): { breaks: string; indent: number } {
  let breaks = "";
  let indent = 0;
  while (cursor.peek() !== END && cursor.at(` ${LINE_ENDS}`)) {
    if (cursor.peek() === " ") {
      cursor.forward();
      indent = Math.max(indent, cursor.column);
    } else breaks += cursor.lineBreak();
  }
  return { breaks, indent };
}

function blockBreaks(cursor: Cursor, indent: number): string {
  let breaks = "";
  const indentation = () => {
    while (cursor.column < indent && cursor.peek() === " ") cursor.forward();
  };
  indentation();
  while (cursor.peek() !== END && cursor.at(LINE_ENDS)) {
    breaks += cursor.lineBreak();
    indentation();
  }
  return breaks;
}
