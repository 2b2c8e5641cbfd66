/**
 * @file The log in a run's folder, which Hydra's job logging makes: what the console says of the run, line by line with the
 * time, and one line an epoch even where the console shows a live one. A run that goes on writes on.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LogLevel, logLine } from "#utils/log-line.ts";
import { runPaths } from "#utils/paths.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";

export class RunLog implements ProgressStream {
  readonly isTTY = false;
  readonly #onProblem: (message: string) => void;
  #path: string | null;

  /** @param path null for a run without a log. @param onProblem told once where the log cannot be written; a training goes on without */
  constructor(path: string | null, onProblem: (message: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  write(text: string): void {
    for (const line of text.trimEnd().split("\n")) this.#line(line.startsWith("note: ") ? "WARNING" : "INFO", line);
  }

  warning(message: string): void {
    this.#line("WARNING", message);
  }

  error(message: string): void {
    this.#line("ERROR", message);
  }

  #line(level: LogLevel, message: string): void {
    if (this.#path === null) return;
    try {
      appendFileSync(this.#path, logLine(new Date(), "thesis-train", level, message));
    } catch (error) {
      this.#onProblem(`${this.#path} could not be written, the training goes on: ${(error as Error).message}`);
      this.#path = null;
    }
  }
}

/** @param name of a log that is made only now. @returns null where the run's snapshot wants no log file (`hydra/job_logging=none`) */
export function logPathOf(runFolder: string, name: string): string | null {
  const [present] = readdirSync(runFolder).filter((file) => file.endsWith(".log"));
  if (present !== undefined) return join(runFolder, present);
  const snapshot = join(runPaths(runFolder).hydra, "hydra.yaml");
  const isWanted = existsSync(snapshot) && readFileSync(snapshot, "utf8").includes("FileHandler");
  return isWanted ? join(runFolder, `${name}.log`) : null;
}
