#!/usr/bin/env node
/** @file The command `thesis-train`: a config, composed and checked, becomes a run. */
import { join } from "node:path";
import {
  type Composition,
  type Job,
  type PlainConfig,
  type PlannedSweep,
  processSurroundings,
  reportError,
  runApplication,
} from "#config";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import { commandOf } from "./commands/index.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { exitCodeOf, listenForSignals } from "./stop-signal.ts";

// what a training needs is imported when there is one: `--cfg`, `--help` and Tab answer without it
const trainings = () => import("./trainings.ts").then(({ Trainings }) => new Trainings(process.stdout, stop));
let opened: ReturnType<typeof trainings> | undefined;
let launchedExitCode = 0;
const open = () => (opened ??= trainings());
const stop = listenForSignals();
const argv = process.argv.slice(2);
// `thesis-train | head`: a reader that goes away does not end a training
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await reported(() => {
  const command = commandOf(argv);
  return command ? command({ output: process.stdout, stop }) : started();
});

async function started(): Promise<number> {
  const failure = await runApplication(
    {
      name: "thesis-train",
      version: packageVersion(),
      description: "Learns representations of collision events.",
      configFolder: join(PACKAGE_ROOT, "configs"),
      configName: "config",
      isClosed: true,
      legacyKeys,
      check: async (job: Job) => (await open()).check(job),
      task: async (job: Job) => (await open()).run(job),
      sweeper: async (config: PlainConfig, sweep: Composition) =>
        (await import("#hpc")).openSweeper(config, sweep)?.plan(sweep),
      describe: async (job: Job) => (await open()).describe(job),
      launcher: async (config: PlainConfig, sweep: Composition) => {
        const launch = (await import("./sweep.ts")).sweepLaunch(config, sweep, process.stdout);
        return (
          launch &&
          (async (planned: PlannedSweep) => {
            opened = undefined; // the points read their events themselves
            await launch(planned);
            launchedExitCode = exitCodeOf(stop);
          })
        );
      },
    },
    argv,
  );
  return failure || launchedExitCode || ((await opened)?.exitCode ?? 0);
}

async function reported(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    reportError(error, processSurroundings());
    return 1;
  }
}
