/** @file `thesis-train export run=RUN what=model`: a finished run → a file for other programs. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { readCheckpoint } from "#checkpoints";
import { type ExportName, exports, openExportedRun } from "#exports";
import { trainingLoops } from "#training-loops";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { runPaths } from "#utils/paths.ts";
import { assertIsRun, openStoredRun, type StoredRun, storedConfig, storedMeta } from "../stored-run.ts";
import { testedCheckpoint } from "../write-evaluation.ts";
import type { RunCommand } from "./command.ts";

const KEYS = ["run", "what", "out", "force"] as const;
type Wish = Readonly<Partial<Record<(typeof KEYS)[number], string>>>;

/**
 * @throws FixableError `exports/words`, `exports/unknown-what`, `exports/no-model`, `exports/no-such-part`,
 *   `exports/file-exists`, `exports/differs`; `train/no-run`, `train/other-data`, `checkpoints/…`, `files/…`
 */
export const exportCommand: RunCommand = async ({ words, output }) => {
  const wish = wishOf(words);
  const { what, run: typed } = checkedWish(wish, words);
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
  const path = pathOf(wish, what, runFolder);
  const stored = await openStoredRun(runFolder);
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

function wishOf(words: readonly string[]): Wish {
  const pairs = words.map((word) => {
    const [, key = "", value = ""] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if ((KEYS as readonly string[]).includes(key) && value !== "") return [key, value] as const;
    const [nearest] = closestWords(key || word, KEYS);
    throw badWords(
      key && value === ""
        ? `${key}= has no value`
        : `"${word}" is none of ${KEYS.map((known) => `${known}=`).join(", ")}`,
      words.map((each) => (each === word && nearest ? `${nearest}=${value || "…"}` : each)),
    );
  });
  return Object.fromEntries(pairs);
}

function checkedWish({ run, what, force }: Wish, words: readonly string[]): { run: string; what: ExportName } {
  if (run === undefined) throw badWords("no run is named", ["run=outputs/runs/run_…", ...words]);
  if (what === undefined)
    throw badWords(`what is wanted is not said; there is ${NAMES.join(", ")}`, [...words, "what=model"]);
  if (force !== undefined && force !== "true" && force !== "false") {
    throw badWords(`force is "${force}", expected true or false`, [
      ...words.filter((word) => !word.startsWith("force=")),
      "force=true",
    ]);
  }
  if (Object.hasOwn(exports, what)) return { run, what: what as ExportName };
  const [nearest] = closestWords(what, NAMES);
  throw new FixableError({
    code: "exports/unknown-what",
    problem: `there is no what=${what}; there is\n${NAMES.map((name) => `    ${name.padEnd(16)} ${exports[name].summary}`).join("\n")}`,
    fix:
      nearest &&
      `thesis-train export ${words.map((word) => (word === `what=${what}` ? `what=${nearest}` : word)).join(" ")}`,
  });
}

const NAMES = Object.keys(exports) as ExportName[];

/** In the run's own folder a file is replaced, elsewhere only where that is asked for. */
function pathOf({ out, force }: Wish, what: ExportName, runFolder: string): string {
  const { endings } = exports[what];
  if (out === undefined) return join(runPaths(runFolder).exports, `${what}${endings[0]}`);
  if (!endings.includes(extname(out))) {
    throw new FixableError({
      code: "exports/words",
      problem: `what=${what} writes ${endings.join(" or ")}, and out=${out} ends otherwise`,
      fix: `out=${out.slice(0, out.length - extname(out).length)}${endings[0]}`,
    });
  }
  const path = resolve(out);
  if (!existsSync(path) || force === "true") return path;
  throw new FixableError({
    code: "exports/file-exists",
    problem: "there is a file of that name, and nothing is overwritten unasked",
    where: path,
    fix: "force=true",
  });
}

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

function badWords(problem: string, corrected: readonly string[]): FixableError {
  return new FixableError({ code: "exports/words", problem, fix: `thesis-train export ${corrected.join(" ")}` });
}

function near(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
