#!/usr/bin/env node
/** @file The command `thesis-train`: a config, composed and checked, becomes a run. */
import { join } from "node:path";
import { type Job, runApplication } from "#config";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { EXIT_CODES, listenForSignals } from "./stop-signal.ts";

// what a training needs is imported when there is one: `--cfg`, `--help` and Tab answer without it
const trainings = () => import("./trainings.ts").then(({ Trainings }) => new Trainings(process.stdout, stop));
let opened: ReturnType<typeof trainings> | undefined;
const open = () => (opened ??= trainings());
const stop = listenForSignals();

const exitCode = await runApplication(
  {
    name: "thesis-train",
    version: packageVersion(),
    description: "Learns representations of collision events.",
    configFolder: join(PACKAGE_ROOT, "configs"),
    configName: "config",
    legacyKeys,
    check: async (job: Job) => (await open()).check(job),
    task: async (job: Job) => (await open()).run(job),
  },
  process.argv.slice(2),
);
process.exitCode = stop.requested ? EXIT_CODES[stop.requested] : exitCode;
