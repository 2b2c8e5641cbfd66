/** @file The words of `thesis-train export`: `run=`, `what=`, `out=`, `force=`, `data.path=`. */
import { existsSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { type ExportName, exports } from "#exports";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { folded } from "#utils/folded.ts";
import { runPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import { shortPath } from "#utils/short-path.ts";
import { textTable } from "#utils/text-table.ts";
import { newest } from "../outputs/wanted-folder.ts";

export interface ExportArguments {
  /** As it was typed. */
  readonly run: string;
  readonly what: ExportName;
  /** Where the file goes. */
  readonly path: string;
  /** Where the events file is now, if it has moved. */
  readonly dataPath: string | undefined;
}

const KEYS = ["run", "what", "out", "force", "data.path"] as const;
const EXAMPLES = {
  run: "outputs/runs",
  what: "model",
  out: "model.onnx",
  force: "true",
  "data.path": "events.h5",
} as const;
type Wish = Readonly<Partial<Record<(typeof KEYS)[number], string>>>;

/** @throws FixableError `exports/words`, `exports/unknown-what`, `exports/file-exists` */
export function readExportArguments(words: readonly string[]): ExportArguments {
  const wish = wishOf(words);
  const { run, what } = checkedWish(wish, words);
  return { run, what, path: pathOf(wish, what, words), dataPath: wish["data.path"] };
}

function wishOf(words: readonly string[]): Wish {
  const pairs = words.map((word) => {
    const [, key = "", value = ""] = /^([\w.]+)=(.*)$/s.exec(word) ?? [];
    if ((KEYS as readonly string[]).includes(key) && value !== "") return [key, value] as const;
    const isRun = key === "" && existsSync(runPaths(word).snapshot);
    const [nearest] = isRun ? ["run"] : closestWords(key || word, KEYS);
    throw badWords(
      key && value === ""
        ? `${key}= has no value`
        : `"${word}" is none of ${KEYS.map((known) => `${known}=`).join(", ")}`,
      words.map((each) =>
        each === word && nearest ? `${nearest}=${isRun ? word : value || exampleOf(nearest as keyof Wish)}` : each,
      ),
    );
  });
  return Object.fromEntries(pairs);
}

/** The newest one there is; null where there is none. */
function nearRun(): string | null {
  const folder = newest(["run"]);
  return folder && shortPath(folder);
}

const exampleOf = (key: keyof Wish): string => (key === "run" && nearRun()) || EXAMPLES[key];

function checkedWish({ run, what, force }: Wish, words: readonly string[]): { run: string; what: ExportName } {
  if (run === undefined) {
    const near = nearRun();
    throw badWords("no run is named, as in run=FOLDER", ...(near ? [[`run=${near}`, ...words]] : []));
  }
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
    problem: `there is no what=${what}; there is\n${TABLE}`,
    fix: command(words.map((word) => (word === `what=${what}` ? `what=${nearest ?? NAMES[0]}` : word))),
  });
}

const NAMES = Object.keys(exports) as ExportName[];
const TABLE = textTable(
  NAMES.flatMap((name) => folded(exports[name].summary, 58).map((line, at) => [at === 0 ? name : "", line])),
  { indent: "    " },
).join("\n");
export const EXPORT_HELP = `thesis-train export writes a file of a finished run, for other programs.

  run=RUN        the folder of the run
  what=…
${TABLE}
  out=FILE       where to; else into the run's own folder exports/
  force=true     replace a file that is there
  data.path=…    where the events file is now, if it has moved

Example: thesis-train export run=outputs/runs/run_… what=model
`;

/** In the run's own folder a file is replaced, elsewhere only where that is asked for. */
function pathOf({ run, out, force }: Wish, what: ExportName, words: readonly string[]): string {
  const { endings } = exports[what];
  const without = (key: string) => words.filter((word) => !word.startsWith(`${key}=`));
  if (out === undefined) return join(runPaths(resolve(run!)).exports, `${what}${endings[0]}`);
  if (!endings.includes(extname(out))) {
    throw new FixableError({
      code: "exports/words",
      problem: `what=${what} writes ${endings.join(" or ")}, and out=${out} ends otherwise`,
      fix: command([...without("out"), `out=${out.slice(0, out.length - extname(out).length)}${endings[0]}`]),
    });
  }
  const path = resolve(out);
  if (!existsSync(path) || force === "true") return path;
  throw new FixableError({
    code: "exports/file-exists",
    problem: "there is a file of that name, and nothing is overwritten unasked",
    where: path,
    fix: command([...without("force"), "force=true"]),
  });
}

function badWords(problem: string, ...corrected: readonly (readonly string[])[]): FixableError {
  return new FixableError({ code: "exports/words", problem, fix: corrected.map(command) });
}

const command = (words: readonly string[]) => ["thesis-train export", ...words.map(shellWord)].join(" ");
