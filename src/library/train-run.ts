/** @file A training from a program or a notebook: the run that `thesis-train` would leave, with its events to watch. */
import { trainApplication } from "#cli/train";
import { type Job, processSurroundings, runArguments } from "#config";
import type { TrainingEvent } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";

export interface TrainOptions {
  /** Told everything the loop says, the single steps included, when the facts have it. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Where the lines of the progress go: `process.stdout`; nowhere unless told. */
  readonly output?: ProgressStream;
  /** Stops the training at the end of a step; `thesis-train resume=…` goes on with it. */
  readonly signal?: AbortSignal;
}

export interface FinishedTraining {
  /** Absolute. */
  readonly runFolder: string;
  /** `interrupted` where `signal` has stopped it. */
  readonly status: "finished" | "interrupted";
}

/**
 * Composes, checks, trains, and leaves the run where the command would: facts, figures, checkpoints, evaluation.
 *
 * @param overrides what is typed after `thesis-train`
 * @throws FixableError what is wrong with config, data or model, before anything is made; `library/sweep` for more than one
 *   point; `training/diverged`
 */
export async function trainRun(
  overrides: readonly string[],
  { onEvent, output = { write: () => {} }, signal }: TrainOptions = {},
): Promise<FinishedTraining> {
  const stop = {
    saves: 0,
    get requested() {
      return signal?.aborted ? ("SIGINT" as const) : undefined;
    },
  };
  const { launcher: _launcher, sweeper: _sweeper, ...application } = trainApplication(output, stop, onEvent);
  let runFolder = "";
  const single = {
    ...application,
    check: async (job: Job) => {
      if (job.mode === "MULTIRUN") throw sweepRefused(overrides);
      await application.check(job);
    },
    task: async (job: Job) => {
      await application.task(job);
      runFolder = job.runFolder;
    },
  };
  await runArguments(single, overrides, { ...processSurroundings(), stdout: (text) => void output.write(text) });
  return { runFolder, status: (await application.exitCode()) === 0 ? "finished" : "interrupted" };
}

function sweepRefused(overrides: readonly string[]): FixableError {
  const typed = overrides
    .filter((text) => !["--multirun", "-m"].includes(text))
    .map(shellWord)
    .join(" ");
  return new FixableError({
    code: "library/sweep",
    problem: "this is a sweep, and one call trains one run",
    fix: `thesis-train --multirun ${typed}`,
  });
}
