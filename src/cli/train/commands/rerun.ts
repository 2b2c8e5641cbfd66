/** @file `thesis-train rerun=RUN`: repeats a run from its snapshot in a new folder, and says what is different. */
import { basename } from "node:path";
import { readRunMeta } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { claimOutputFolder, outputPaths, parseOutputName, runPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import { movedEvents } from "../outputs/moved-events.ts";
import { wantedFolder } from "../outputs/wanted-folder.ts";
import { reportRerun } from "../rerun/report-rerun.ts";
import { withRunLock } from "../training/run-lock.ts";
import { openStoredRun, takeSnapshot } from "../training/stored-run.ts";
import { train } from "../training/train.ts";
import type { RunCommand } from "./command.ts";

/** @throws FixableError `train/rerun-overrides`, `train/no-run`, `train/is-sweep`, and whatever the training throws */
export const rerunCommand: RunCommand = async ({ value, words, output, stop }) => {
  const { dataPath, moved, rest } = movedEvents(words);
  const command = (run: string) => ["thesis-train", `rerun=${run}`, ...moved.map(shellWord)].join(" ");
  if (rest.length > 0) {
    throw new FixableError({
      code: "train/rerun-overrides",
      problem: `a run is repeated as it was; found ${rest.join(" ")} besides`,
      fix: command(shellWord(value)),
    });
  }
  const original = wantedFolder({ typed: value, kinds: ["run"], command });
  const { config, data, runtime } = await openStoredRun(original, {
    dataPath,
    onOtherEvents: (path) => output.write(`note: ${path} holds other events than ${value} was trained on\n`),
  });
  const runFolder = await claimOutputFolder(outputPaths(config.env.output_root).runs, {
    kind: "run",
    startedAt: new Date(),
    name: nameOf(original),
    job: null,
  });
  takeSnapshot(runPaths(original).hydra, runFolder);
  const rerunOf = { id: readRunMeta(original).id, run_dir: original };
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
