/** @file `thesis-train export run=RUN what=model`: a finished run → a file for other programs. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { readCheckpoint } from "#checkpoints";
import { type ExportName, exports, openExportedRun } from "#exports";
import { trainingLoops } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { assertIsRun, openStoredRun, type StoredRun, storedConfig, storedMeta } from "../stored-run.ts";
import { testedCheckpoint } from "../training/write-evaluation.ts";
import type { RunCommand } from "./command.ts";
import { EXPORT_HELP, readExportArguments } from "./export-arguments.ts";

/**
 * @throws FixableError `exports/words`, `exports/unknown-what`, `exports/no-model`, `exports/no-such-part`,
 *   `exports/file-exists`, `exports/differs`; `train/no-run`, `train/other-data`, `checkpoints/…`, `files/…`
 */
export const exportCommand: RunCommand = async ({ words, output }) => {
  if (words.length === 0 || words.some((word) => ["help", "-h", "--help"].includes(word))) {
    output.write(EXPORT_HELP);
    return 0;
  }
  const { run: typed, what, path, dataPath } = readExportArguments(words);
  const runFolder = resolve(typed);
  assertIsRun(runFolder);
  const { loop } = storedConfig(runFolder);
  if (!trainingLoops[loop].needsEvents) {
    throw new FixableError({
      code: "exports/no-model",
      problem: `loop=${loop} learns no events: the run has no model, encoder, decoder or tokenizer of them`,
      where: runFolder,
    });
  }
  const stored = await openStoredRun(runFolder, dataPath);
  const checkpoint = testedCheckpoint(stored.config, runFolder);
  const run = openExportedRun({
    ...stored,
    tensors: await readCheckpoint(checkpoint),
    about: about(stored, checkpoint),
  });
  const problem = exports[what].lacking(run.model);
  if (problem !== null) {
    const rest = (Object.keys(exports) as ExportName[]).filter((name) => exports[name].lacking(run.model) === null);
    throw new FixableError({
      code: "exports/no-such-part",
      problem: `the run has no ${what}: ${problem}; it has ${rest.join(", ")}`,
      where: runFolder,
      fix: `thesis-train export run=${typed} what=encoder`,
    });
  }
  makeFolders(dirname(path));
  const told = await exports[what].write(run, path);
  const size = (statSync(path).size / 2 ** 20).toFixed(2);
  output.write(`export: ${near(path)} (${size} MiB)\n${told.map((line) => `  ${line}\n`).join("")}`);
  return 0;
};

/** Where a file comes from, by name. */
function about({ config, runFolder }: StoredRun, checkpoint: string): Record<string, string> {
  const { id, name, git, data, versions } = storedMeta(runFolder);
  const { encoder, latent_space, decoder } = config.phase1;
  return {
    run: name,
    run_id: id,
    loop: config.loop,
    encoder: encoder.kind,
    latent_space: latent_space.kind,
    decoder: decoder.kind,
    compat: config.compat,
    trained_by: `thesis-ml ${versions["thesis_ml"] ?? "unknown"}`,
    git_commit: git.commit === null ? "unknown" : `${git.commit}${git.dirty ? " with changes" : ""}`,
    data_sha256: data.sha256,
    checkpoint_sha256: createHash("sha256").update(readFileSync(checkpoint)).digest("hex"),
  };
}

function near(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
