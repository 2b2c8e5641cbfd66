/** @file Whatever was thrown → what `on_exception` says of it. */
import { FixableError } from "#utils/fixable-error.ts";
import type { ErrorDescription } from "../fact.ts";

export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { code: null, name: typeof error, message: String(error), stack: null };
  const { name, message } = error;
  if (error instanceof FixableError) return { code: error.code, name, message, stack: null };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return { code, name, message, stack: error.stack ?? null };
}
