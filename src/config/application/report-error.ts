/** @file How an error reaches the reader: what they can fix without a stack, anything else with one. */
import { FixableError } from "#utils/fixable-error.ts";
import { SeveralErrors } from "../several-errors.ts";
import type { Surroundings } from "./application.ts";

/** `HYDRA_FULL_ERROR=1` shows the stack of everything. */
export function reportError(error: unknown, surroundings: Surroundings): void {
  const full = surroundings.environment["HYDRA_FULL_ERROR"] === "1";
  const errors = error instanceof SeveralErrors ? error.errors : [error];
  for (const each of errors) surroundings.stderr(`${textOf(each, full)}\n`);
  const isOurBug = errors.some((each) => !(each instanceof FixableError));
  if (isOurBug && !full)
    surroundings.stderr("\nSet the environment variable HYDRA_FULL_ERROR=1 for a complete stack trace.\n");
}

function textOf(error: unknown, full: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (!(error instanceof FixableError)) return stackOf(error, full);
  const text = `error ${error.code}: ${error.message}`;
  return full ? `${text}\n${stackOf(error, full)}` : text;
}

function stackOf(error: Error, full: boolean): string {
  const stack = error.stack ?? String(error);
  return full && error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause, full)}` : stack;
}
