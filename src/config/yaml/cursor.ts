/** @file A place in a YAML text that moves forward and knows its line and column. */

export interface Mark {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

/** A text that is no YAML; `readYaml` adds the file. */
export class YamlSyntaxError extends Error {
  readonly mark: Mark;
  constructor(message: string, mark: Mark) {
    super(message);
    this.mark = mark;
  }
}

/** What the cursor sees behind the end. */
export const END = "\0";
export const LINE_ENDS = "\r\n\x85\u2028\u2029";
/** A token or a line ends at any of these. */
export const BLANKS = `${END} \t${LINE_ENDS}`;

export class Cursor {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text;
  }

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** `END` behind the end. */
  peek(ahead = 0): string {
    return this.text[this.index + ahead] ?? END;
  }

  /** Whether the character ahead is one of these. */
  at(characters: string, ahead = 0): boolean {
    return characters.includes(this.peek(ahead));
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.index);
  }

  forward(count = 1): void {
    for (let i = 0; i < count; i++) {
      const character = this.peek();
      this.index++;
      if ("\n\x85\u2028\u2029".includes(character) || (character === "\r" && this.peek() !== "\n")) {
        this.line++;
        this.column = 0;
      } else if (character !== "\uFEFF") this.column++;
    }
  }

  /** Passes and returns this many characters, none of them a line end. */
  take(count: number): string {
    const taken = this.text.slice(this.index, this.index + count);
    this.index += count;
    this.column += count;
    return taken;
  }

  /** Passes what is none of these; at the end of the text in any case. */
  takeUntil(characters: string): string {
    let length = 0;
    while (!this.at(characters, length) && this.peek(length) !== END) length++;
    return this.take(length);
  }

  skip(characters: string): void {
    while (this.peek() !== END && this.at(characters)) this.forward();
  }

  /** Passes a line end, whatever it is spelled as; "" where there is none. */
  lineBreak(): string {
    const character = this.peek();
    if (!LINE_ENDS.includes(character)) return "";
    this.forward(this.startsWith("\r\n") ? 2 : 1);
    return "\r\n\x85".includes(character) ? "\n" : character;
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentMark(): boolean {
    return this.column === 0 && (this.startsWith("---") || this.startsWith("...")) && this.at(BLANKS, 3);
  }

  /** The rest of the line may be blanks and a comment. */
  finishLine(what: string): void {
    this.skip(" ");
    if (this.peek() === "#") this.takeUntil(LINE_ENDS);
    if (!this.at(END + LINE_ENDS)) throw this.error(`${what} is followed by "${this.peek()}" on the same line`);
    this.lineBreak();
  }

  error(message: string, mark = this.mark): YamlSyntaxError {
    return new YamlSyntaxError(message, mark);
  }
}
