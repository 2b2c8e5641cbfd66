/**
 * @file An error its reader can fix: it says what is wrong, where, and what to type next.
 * Anything else that is thrown is our bug, and is printed with its stack.
 */

export interface FixableErrorParts {
  /** Stable, searchable name: `<folder>/<what>`. Tests match on this, never on the prose. */
  readonly code: `${string}/${string}`;
  /** The value found and what was expected, in one line. */
  readonly problem: string;
  /** File and line, argument, data set and row: where the reader has to look. */
  readonly where?: string | undefined;
  /** Something that can be pasted; left out where there is nothing to paste. */
  readonly fix?: string | undefined;
  readonly cause?: unknown;
}

export class FixableError extends Error {
  override readonly name = "FixableError";
  readonly code: FixableErrorParts["code"];

  constructor({ code, problem, where, fix, cause }: FixableErrorParts) {
    super([problem, where && `  where: ${where}`, fix && `  try:   ${fix}`].filter(Boolean).join("\n"), { cause });
    this.code = code;
  }
}
