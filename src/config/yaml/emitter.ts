/**
 * @file The pen that writes YAML: it knows the column, the indentation, and where a long scalar is folded
 * (at the first blank beyond column 80, as PyYAML does).
 */

const WIDTH = 80;
const BREAKS = "\n\x85\u2028\u2029";

export class Emitter {
  readonly #parts: string[] = [];
  #column = 0;
  /** The last thing written was white space (or nothing). */
  #afterSpace = true;
  /** Only indentation and indicators stand on this line so far. */
  #atIndention = true;
  indent = 0;

  get text(): string {
    return this.#parts.join("");
  }

  get atIndention(): boolean {
    return this.#atIndention;
  }

  indicator(text: string, options: { needsSpace: boolean; isSpace?: boolean; indention?: boolean }): void {
    this.#write(this.#afterSpace || !options.needsSpace ? text : ` ${text}`);
    this.#afterSpace = options.isSpace ?? false;
    this.#atIndention = this.#atIndention && (options.indention ?? false);
  }

  /** Goes to the current indentation, on a new line unless this one is still empty up to there. */
  lineIndent(): void {
    if (!this.#atIndention || this.#column > this.indent || (this.#column === this.indent && !this.#afterSpace)) {
      this.#lineBreak();
    }
    if (this.#column < this.indent) {
      this.#write(" ".repeat(this.indent - this.#column));
      this.#afterSpace = true;
    }
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#column += text.length;
  }

  #writeAll(characters: readonly string[]): void {
    this.#parts.push(...characters);
    this.#column += characters.length;
  }

  #lineBreak(text = "\n"): void {
    this.#parts.push(text);
    this.#column = 0;
    this.#afterSpace = true;
    this.#atIndention = true;
  }

  #breaks(characters: readonly string[]): void {
    if (characters[0] === "\n") this.#lineBreak();
    for (const character of characters) this.#lineBreak(character);
    this.lineIndent();
  }

  plain(characters: readonly string[], split: boolean): void {
    if (characters.length === 0) return;
    if (!this.#afterSpace) this.#write(" ");
    this.#afterSpace = false;
    this.#atIndention = false;
    for (const run of runsOf(characters, " ")) {
      if (run.length === 1 && run[0] === " " && split && this.#column > WIDTH) {
        this.lineIndent();
        this.#afterSpace = false;
        this.#atIndention = false;
      } else this.#writeAll(run);
    }
  }

  singleQuoted(characters: readonly string[], split: boolean): void {
    this.indicator("'", { needsSpace: true });
    let at = 0;
    for (const run of runsOf(characters, ` ${BREAKS}'`)) {
      const isInside = at !== 0 && at + run.length !== characters.length;
      if (BREAKS.includes(run[0]!)) this.#breaks(run);
      else if (run[0] === "'") this.#writeAll(run.map(() => "''").flatMap((quotes) => [...quotes]));
      else if (run.length === 1 && run[0] === " " && split && isInside && this.#column > WIDTH) this.lineIndent();
      else this.#writeAll(run);
      at += run.length;
    }
    this.indicator("'", { needsSpace: false });
  }

  doubleQuoted(characters: readonly string[], split: boolean): void {
    this.indicator('"', { needsSpace: true });
    let start = 0;
    for (let end = 0; end <= characters.length; end++) {
      const character = characters[end];
      if (character === undefined || needsEscape(character)) {
        if (start < end) {
          this.#writeAll(characters.slice(start, end));
          start = end;
        }
        if (character !== undefined) {
          this.#write(escapeOf(character));
          start = end + 1;
        }
      }
      const isInside = end > 0 && end < characters.length - 1;
      if (!split || !isInside || !(character === " " || start >= end)) continue;
      if (this.#column + (end - start) <= WIDTH) continue;
      this.#writeAll([...characters.slice(start, end), "\\"]);
      if (start < end) start = end;
      this.lineIndent();
      this.#afterSpace = false;
      this.#atIndention = false;
      if (characters[start] === " ") this.#write("\\");
    }
    this.indicator('"', { needsSpace: false });
  }

  /** Lines as they are, each at the indentation; only for text that ends in one line break. */
  literal(lines: readonly string[]): void {
    this.indicator("|", { needsSpace: true });
    this.#lineBreak();
    for (const line of lines) {
      this.lineIndent();
      this.#write(line);
      this.#lineBreak();
    }
  }
}

/** The characters cut where one of `marks` begins or ends; equal kinds of marks stay together. */
function runsOf(characters: readonly string[], marks: string): (readonly string[])[] {
  const kindOf = (character: string) => {
    if (!marks.includes(character)) return "text";
    return BREAKS.includes(character) ? "break" : character;
  };
  const runs: string[][] = [];
  let last: string | undefined;
  for (const character of characters) {
    const kind = kindOf(character);
    if (kind === last) runs.at(-1)!.push(character);
    else runs.push([character]);
    last = kind;
  }
  return runs;
}

function needsEscape(character: string): boolean {
  if ('"\\\x85\u2028\u2029\uFEFF'.includes(character)) return true;
  const point = character.codePointAt(0)!;
  return !(
    (point >= 0x20 && point <= 0x7e) ||
    (point >= 0xa0 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd)
  );
}

const named: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1B": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xA0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function escapeOf(character: string): string {
  const name = named[character];
  if (name !== undefined) return `\\${name}`;
  const point = character.codePointAt(0)!;
  const [letter, width] = point <= 0xff ? ["x", 2] : point <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${letter}${point
    .toString(16)
    .toUpperCase()
    .padStart(width as number, "0")}`;
}
