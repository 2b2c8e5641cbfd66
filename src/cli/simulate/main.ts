#!/usr/bin/env node
/** @file The command `thesis-simulate`: a file of simulated events, for who has none yet. */
import { processSurroundings, reportError } from "#config";
import { shortPath } from "#utils/short-path.ts";
import { readSimulateArguments, SIMULATE_HELP } from "./simulate-arguments.ts";
import { splitSizes, writeSample } from "./write-sample.ts";

class Interrupted extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}; nothing was written`);
    this.signal = signal;
  }
}

async function simulate(argv: readonly string[]): Promise<void> {
  const wish = readSimulateArguments(argv);
  const interrupt = new AbortController();
  const stop = (signal: NodeJS.Signals) => interrupt.abort(new Interrupted(signal));
  process.once("SIGINT", stop).once("SIGTERM", stop);

  const start = performance.now();
  const isLive = process.stdout.isTTY;
  const progress = (done: number) => {
    const line = `simulating ${done} of ${wish.events} events`;
    if (isLive) process.stdout.write(`\r${line}`);
    else if (done === wish.events) process.stdout.write(`${line}\n`);
  };
  let made: string | undefined;
  try {
    made = await writeSample(wish, progress, interrupt.signal);
  } finally {
    if (isLive) process.stdout.write("\r\u001b[K");
  }
  if (made !== undefined) process.stdout.write(`made the folder ${shortPath(made)}\n`);
  const { train, val, test } = splitSizes(wish.events);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(
    `${wish.out}: ${train} training, ${val} validation, ${test} test events of ${wish.processes.join(", ")} in ${seconds} s\n`,
  );
}

/** The reader's mistakes without a stack, ours with one. */
function explain(error: unknown): void {
  if (error instanceof Interrupted) process.stderr.write(`${error.message}\n`);
  else reportError(error, processSurroundings());
  process.exitCode = error instanceof Interrupted ? (error.signal === "SIGINT" ? 130 : 143) : 1;
}

const argv = process.argv.slice(2);
if (argv.some((argument) => ["help", "-h", "--help"].includes(argument))) process.stdout.write(SIMULATE_HELP);
else await simulate(argv).catch(explain);
