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
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { EXIT_CODES, listenForSignals } from "./stop-signal.ts";

// what a training needs is imported when there is one: `--cfg`, `--help` and Tab answer without it
const trainings = () => import("./trainings.ts").then(({ Trainings }) => new Trainings(process.stdout, stop));
let opened: ReturnType<typeof trainings> | undefined;
const open = () => (opened ??= trainings());
const stop = listenForSignals();
const argv = withoutSynonyms(process.argv.slice(2));
// `thesis-train | head`: a reader that goes away does not end a training
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const entry = argv[0]?.startsWith("resume=") ? resumed : argv[0]?.startsWith("point=") ? point : started;
const exitCode = await entry(argv);
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
      launcher: async (config: PlainConfig, sweep: Composition) => {
        const launch = (await import("./sweep.ts")).sweepLaunch(config, sweep, process.stdout);
        return (
          launch &&
          ((planned: PlannedSweep) => {
            opened = undefined; // the points read their events themselves
            return launch(planned);
          })
        );
      },
    },
    argv,
  );
}

/** A run or a sweep goes on with its own config, so there is nothing to compose and nothing to override. */
async function resumed([wish, ...others]: readonly string[]): Promise<number> {
  return reported(async () => {
    if (others.length > 0) {
      throw new FixableError({
        code: "train/resume-overrides",
        problem: `a resumed run keeps its config; found ${others.join(" ")} besides`,
        fix: `thesis-train ${wish}`,
      });
    }
    const folder = wish!.slice("resume=".length);
    const { isSweep, resumeSweep } = await import("./sweep.ts");
    if (isSweep(folder)) await resumeSweep(folder, process.stdout);
    else await (await import("./resume.ts")).resume(folder, process.stdout, stop);
    return 0;
  });
}

/** What launchers start; nobody types it. */
async function point([wish]: readonly string[]): Promise<number> {
  const { runPoint } = await import("./point.ts");
  return reported(() => runPoint(wish!.slice("point=".length), process.stdout, stop));
}

async function reported(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    reportError(error, processSurroundings());
    return 1;
  }
}

/** `--resume FOLDER` is `resume=FOLDER`. */
function withoutSynonyms(words: readonly string[]): readonly string[] {
  const [first, second, ...others] = words;
  if (first === "--resume" && second !== undefined) return [`resume=${second}`, ...others];
  return first?.startsWith("--resume=") ? [first.slice(2), ...words.slice(1)] : words;
}
