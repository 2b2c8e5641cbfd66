/** @file The contract of the commands of `thesis-train` besides training: they look at, or go on with, what is on disk. */
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import type { StopSignal } from "../stop-signal.ts";

export interface Command {
  /** What is typed after `thesis-train`: `resume=RUN`. */
  readonly usage: string;
  /** One that works anywhere, if there is any. */
  readonly example?: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Whether a signal ends it where it is: it trains nothing, and its files are there whole or not at all. */
  readonly endsAtOnce?: true;
  /** Imports what it needs only now, so that Tab, `--help` and `--cfg` stay quick. */
  readonly load: () => Promise<RunCommand>;
}

/**
 * @param call what was typed
 * @returns the exit code
 * @throws FixableError
 */
export type RunCommand = (call: CommandCall) => Promise<number>;

export interface CommandCall {
  /** `RUN` of `resume=RUN`; empty where the command is a bare word. */
  readonly value: string;
  /** What was typed after it. */
  readonly words: readonly string[];
  readonly output: ProgressStream;
  readonly stop: StopSignal;
}
