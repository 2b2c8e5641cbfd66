/** @file `thesis-train export run=RUN what=model`: a finished run → a file for other programs. */
import { statSync } from "node:fs";
import { dirname, extname, relative } from "node:path";
import { type ExportName, exports } from "#exports";
import { readRunMeta } from "#facts";
import { openStoredModel, settingsOf, testedCheckpoint } from "#stored-runs";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { sha256OfFile } from "#utils/sha256.ts";
import { shellWord } from "#utils/shell-word.ts";
import { shortPath } from "#utils/short-path.ts";
import { DATA_KEY } from "../outputs/moved-events.ts";
import { wantedFolder } from "../outputs/wanted-folder.ts";
import { assertHasBegun, openStoredRun, type StoredRun } from "../training/stored-run.ts";
import type { RunCommand } from "./command.ts";
import { EXPORT_HELP, readExportArguments } from "./export-arguments.ts";

/**
 * @throws FixableError `exports/words`, `exports/unknown-what`, `exports/no-such-part`,
 *   `exports/file-exists`, `exports/differs`; `train/no-run`, `stored-runs/…`, `checkpoints/…`, `files/…`
 */
export const exportCommand: RunCommand = async ({ words, output }) => {
  if (words.length === 0 || words.some((word) => ["help", "-h", "--help"].includes(word))) {
    output.write(EXPORT_HELP);
    return 0;
  }
  const { run: typed, what, path, dataPath } = readExportArguments(words);
  const command = (run: string) =>
    `thesis-train export ${words.map((word) => (word.startsWith("run=") ? `run=${run}` : shellWord(word))).join(" ")}`;
  const runFolder = wantedFolder({ typed, kinds: ["run"], command });
  assertHasBegun(runFolder);
  const settings = settingsOf(runFolder);
  const stored = await openStoredRun(runFolder, { dataPath, dataKey: DATA_KEY });
  const { data, runtime } = stored;
  const checkpoint = testedCheckpoint(settings, runFolder);
  const trainedOn = { sizes: data.sizes, transform: data.transform.describe() };
  const model = await openStoredModel(checkpoint, settings, trainedOn);
  const run = { ...model, data, runtime, about: await about(stored, checkpoint) };
  const problem = exports[what].lacking(run.model);
  if (problem !== null) {
    const rest = (Object.keys(exports) as ExportName[]).filter((name) => exports[name].lacking(run.model) === null);
    throw new FixableError({
      code: "exports/no-such-part",
      problem: `the run has no ${what}: ${problem}; it has ${rest.join(", ")}`,
      where: runFolder,
      fix: exportInstead(words, "encoder"),
    });
  }
  const made = makeFolders(dirname(path));
  if (made !== undefined && relative(runFolder, made).startsWith(".."))
    output.write(`made the folder ${shortPath(made)}\n`);
  const told = await exports[what].write(run, path);
  const size = (statSync(path).size / 2 ** 20).toFixed(2);
  output.write(`export: ${shortPath(path)} (${size} MiB)\n${told.map((line) => `  ${line}\n`).join("")}`);
  return 0;
};

/** The same command for something else, with `out=` where that is written to such files. */
function exportInstead(words: readonly string[], name: ExportName): string {
  const isKept = (word: string) => !word.startsWith("out=") || exports[name].endings.includes(extname(word));
  const other = words.filter(isKept).map((word) => (word.startsWith("what=") ? `what=${name}` : word));
  return ["thesis-train export", ...other.map(shellWord)].join(" ");
}

/** Where a file comes from, by name. */
async function about({ config, runFolder }: StoredRun, checkpoint: string): Promise<Record<string, string>> {
  const { id, name, git, data, versions } = readRunMeta(runFolder);
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
    checkpoint_sha256: await sha256OfFile(checkpoint),
  };
}
