/** @file `thesis-train resume=RUN`: a run or a sweep goes on with its own config; there is nothing to compose or override. */
import { FixableError } from "#utils/fixable-error.ts";
import { trainApplication } from "../application.ts";
import { exitCodeOf } from "../stop-signal.ts";
import { isSweep, resumeSweep } from "../sweep/sweep.ts";
import { resume } from "../training/continue-run.ts";
import type { RunCommand } from "./command.ts";

/** @throws FixableError `train/resume-overrides`, and as `resume` and `resumeSweep` */
export const resumeCommand: RunCommand = async ({ value, words, output, stop }) => {
  if (words.length > 0) {
    throw new FixableError({
      code: "train/resume-overrides",
      problem: `a resumed run keeps its config; found ${words.join(" ")} besides`,
      fix: `thesis-train resume=${value}`,
    });
  }
  if (!isSweep(value)) return resume(value, output, stop);
  await resumeSweep(value, trainApplication(output, stop), output);
  return exitCodeOf(stop);
};
