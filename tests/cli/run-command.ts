/** @file Runs one of the project's commands as a user does: built, in a process and a folder of its own. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const dist = join(import.meta.dirname, "../../dist/cli");

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly folder: string;
  /** Added to that of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether `kill` reaches the processes it has started, too, as a batch system's does. */
  readonly ownGroup?: boolean;
  /** Called when there is a process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Told the output so far; may end the process, which is sent one signal at most, and SIGUSR1 as often as wished. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** @param command folder below `src/cli`; `npm test` has built it */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<Finished> {
  const main = join(dist, command, "main.js");
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run setup`);
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.ownGroup ?? false,
  });
  let isSent = false;
  const kill = (signal: NodeJS.Signals) => {
    // a second signal would end the command where it is; this one only asks for something
    if (isSent) return;
    isSent = signal !== "SIGUSR1";
    if (options.ownGroup && child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    else child.kill(signal);
  };
  options.onStart?.(kill);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    options.onOutput?.(stdout, kill);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr })));
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
