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
  /** What can be pasted, the likeliest first, each a remedy by itself; left out where there is nothing to paste. */
  readonly fix?: string | readonly string[] | undefined;
  readonly cause?: unknown;
}

export class FixableError extends Error {
  override readonly name = "FixableError";
  readonly code: FixableErrorParts["code"];
  readonly problem: string;
  readonly where: string | undefined;
  readonly fixes: readonly string[];

  constructor({ code, problem, where, fix = [], cause }: FixableErrorParts) {
    const fixes = [fix].flat().filter(Boolean);
    const advice = fixes.join(", or ");
    super([problem, where && `  where: ${where}`, advice && `  try:   ${advice}`].filter(Boolean).join("\n"), {
      cause,
    });
    this.code = code;
    this.problem = problem;
    this.where = where;
    this.fixes = fixes;
  }
}
