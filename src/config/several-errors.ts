/** @file Several mistakes found at once; one error to throw, each mistake to be shown by itself. */
import { FixableError } from "#utils/fixable-error.ts";

/** Its code is that of the first. */
export class SeveralErrors extends FixableError {
  readonly errors: readonly FixableError[];

  constructor(errors: readonly [FixableError, ...FixableError[]]) {
    super({ code: errors[0].code, problem: errors.map((error) => error.message).join("\n") });
    this.errors = errors;
  }
}

/** Throws nothing for no error, the error for one, all of them for several. */
export function throwAll(errors: readonly FixableError[]): void {
  const [first, ...others] = errors;
  if (first === undefined) return;
  throw others.length === 0 ? first : new SeveralErrors([first, ...others]);
}
