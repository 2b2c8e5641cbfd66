#!/usr/bin/env node
/** @file The command `thesis-train`: a config, composed and checked, becomes a run. */
import { processSurroundings, reportError, runApplication } from "#config";
import { trainApplication } from "./application.ts";
import { commandOf, commandsHelp } from "./commands/index.ts";
import { listenForSignals } from "./stop-signal.ts";

const stop = listenForSignals();
const argv = process.argv.slice(2);
// `thesis-train | head`, a launcher that was killed, a terminal that was closed: a reader that goes away ends no training
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });

process.exitCode = await reported(() => {
  const command = commandOf(argv);
  return command ? command({ output: process.stdout, stop }) : started();
});

async function started(): Promise<number> {
  const application = trainApplication(process.stdout, stop);
  const description = `${application.description}\n\n${commandsHelp()}`;
  return (await runApplication({ ...application, description }, argv)) || application.exitCode();
}

async function reported(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    reportError(error, processSurroundings());
    return 1;
  }
}
