/** @file `thesis-train rerun=RUN`: repeats a run from its snapshot in a new folder, and says what is different. */
import { basename } from "node:path";
import { readRunMeta } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { claimOutputFolder, outputPaths, parseOutputName, runPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import { wantedFolder } from "../outputs/wanted-folder.ts";
import { reportRerun } from "../rerun/report-rerun.ts";
import { openRunEvents } from "../training/open-run-events.ts";
import { withRunLock } from "../training/run-lock.ts";
import { assertHasBegun, storedTrainConfig, takeSnapshot } from "../training/stored-run.ts";
import { train } from "../training/train.ts";
import { runtimeOf } from "../training/trainings.ts";
import type { RunCommand } from "./command.ts";

/** @throws FixableError `train/rerun-overrides`, `train/no-run`, `train/is-sweep`, and whatever the training throws */
export const rerunCommand: RunCommand = async ({ value, words, output, stop }) => {
  if (words.length > 0) {
    throw new FixableError({
      code: "train/rerun-overrides",
      problem: `a run is repeated as it was; found ${words.join(" ")} besides`,
      fix: `thesis-train ${shellWord(`rerun=${value}`)}`,
    });
  }
  const command = (run: string) => `thesis-train rerun=${run}`;
  const original = wantedFolder({ typed: value, kinds: ["run"], command });
  assertHasBegun(original);
  const config = storedTrainConfig(original);
  const meta = readRunMeta(original);
  const data = await openRunEvents(config);
  if (data.provenance.sha256 !== meta.data.sha256)
    output.write(`note: ${data.provenance.path} holds other events than ${value} was trained on\n`);
  const runFolder = await claimOutputFolder(outputPaths(config.env.output_root).runs, {
    kind: "run",
    startedAt: new Date(),
    name: nameOf(original),
    job: null,
  });
  takeSnapshot(runPaths(original).hydra, runFolder);
  // the number of threads decides rounding, so it is the run's and not this machine's
  const runtime = { ...runtimeOf(config), threads: meta.threads };
  const rerunOf = { id: meta.id, run_dir: original };
  const exitCode = await withRunLock(runFolder, (lock) =>
    train({ config, runFolder, lock, data, runtime, output, stop, rerunOf }),
  );
  if (exitCode === 0) await reportRerun(runFolder, output);
  return exitCode;
};

/** `…_rerun`, however often it is repeated. */
function nameOf(original: string): string {
  const named = parseOutputName(original);
  const name = named ? `${named.name}${named.job === null ? "" : `_job${named.job}`}` : basename(original);
  return `${name.replace(/_rerun$/, "")}_rerun`;
}
