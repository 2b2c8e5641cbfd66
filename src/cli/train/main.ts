#!/usr/bin/env node
/** @file The command `thesis-train`: a config, composed and checked, becomes a run. */
import { join } from "node:path";
import { type Job, processSurroundings, reportError, runApplication } from "#config";
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { EXIT_CODES, listenForSignals } from "./stop-signal.ts";

// what a training needs is imported when there is one: `--cfg`, `--help` and Tab answer without it
const trainings = () => import("./trainings.ts").then(({ Trainings }) => new Trainings(process.stdout, stop));
let opened: ReturnType<typeof trainings> | undefined;
const open = () => (opened ??= trainings());
const stop = listenForSignals();
const argv = process.argv.slice(2);

const exitCode = argv[0]?.startsWith("resume=") ? await resumed(argv) : await started();
process.exitCode = stop.requested ? EXIT_CODES[stop.requested] : exitCode;

function started(): Promise<number> {
  return runApplication(
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
    argv,
  );
}

/** A run goes on with its own config, so there is nothing to compose and nothing to override. */
async function resumed([wish, ...others]: readonly string[]): Promise<number> {
  try {
    if (others.length > 0) {
      throw new FixableError({
        code: "train/resume-overrides",
        problem: `a resumed run keeps its config; found ${others.join(" ")} besides`,
        fix: `thesis-train ${wish}`,
      });
    }
    const { resume } = await import("./resume.ts");
    await resume(wish!.slice("resume=".length), process.stdout, stop);
    return 0;
  } catch (error) {
    reportError(error, processSurroundings());
    return 1;
  }
}
