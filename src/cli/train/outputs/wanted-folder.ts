/** @file The run or the sweep that a command is given, as it was typed; and where it is none, the command that was meant. */
import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { newestRuns, newestSweeps } from "#facts";
import { readManifest, reportPoint, runFolderOf } from "#hpc";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { outputPaths, runPaths } from "#utils/paths.ts";
import { shellPath } from "#utils/short-path.ts";
import { isSweep } from "../sweep/sweep.ts";
import { foldersIn, outputRoot, sweepsIn } from "./output-root.ts";

type Kind = "run" | "sweep";

export interface FolderWish {
  readonly typed: string;
  /** What the command can work with. */
  readonly kinds: readonly Kind[];
  /** How the command is typed for another folder, which is given as a shell takes it. */
  readonly command: (folder: string) => string;
}

/**
 * @returns the folder, absolute
 * @throws FixableError `train/is-sweep`, `train/is-run` where the other kind is wanted; `train/no-run`, `hpc/no-sweep`
 */
export function wantedFolder(wish: FolderWish): string {
  const { typed, kinds } = wish;
  const folder = resolve(typed);
  const kind = typed === "" ? null : kindOf(folder); // nothing is not the folder one stands in
  if (kind !== null && kinds.includes(kind)) return folder;
  const fix = adviceFor(wish);
  if (kind === null) {
    const isForRuns = kinds.includes("run");
    const code = isForRuns ? "train/no-run" : "hpc/no-sweep";
    throw new FixableError({ code, problem: `there is no ${kinds.join(" and no ")} here`, where: folder, fix });
  }
  const [code, problem] =
    kind === "sweep"
      ? ([
          "train/is-sweep",
          `a sweep of ${readManifest(folder).points.length} points, where one run is wanted`,
        ] as const)
      : (["train/is-run", "a single run, where a sweep is wanted"] as const);
  throw new FixableError({ code, problem, where: folder, fix });
}

/**
 * Of a command that takes one folder and nothing else.
 *
 * @param key that may stand before it; null for none
 * @returns as `wantedFolder`
 * @throws FixableError `train/which-folder` for another key, none or several; and as `wantedFolder`
 */
export function folderAmong(
  words: readonly string[],
  key: string | null,
  { kinds, command }: Omit<FolderWish, "typed">,
): string {
  const [word = "", ...others] = words;
  // a folder's name may hold a "="
  const [, found = null, typed = word] = existsSync(word) ? [] : (/^([\w-]+)=(.*)$/s.exec(word) ?? []);
  const wish = { typed, kinds, command };
  if (typed !== "" && others.length === 0 && (found === null || found === key)) return wantedFolder(wish);
  throw new FixableError({
    code: "train/which-folder",
    problem: `expected the folder of one ${kinds.join(" or ")}, as in ${command("FOLDER")}; found ${words.join(" ") || "nothing"}`,
    fix: adviceFor(wish),
  });
}

/** The command that was meant, or where to look for it; undefined where there is nothing to look at. */
function adviceFor({ typed, kinds, command }: FolderWish): string | undefined {
  const folder = resolve(typed);
  const found = typed === "" ? newest(kinds) : kindOf(folder) === null ? nearest(folder) : folder;
  const meant = found && ofKind(found, kinds);
  return meant ? command(shellPath(meant)) : instead(found, kinds);
}

function kindOf(folder: string): Kind | null {
  if (isSweep(folder)) return "sweep";
  return existsSync(runPaths(folder).snapshot) ? "run" : null;
}

/** The run or sweep that a file is in, or the one whose name is most like it: beside it, or among the outputs. */
function nearest(path: string): string | null {
  for (let around = dirname(path); around !== dirname(around); around = dirname(around))
    if (kindOf(around) !== null) return around;
  const { runs, multiruns } = outputPaths(outputRoot());
  const folders = [dirname(path), runs, multiruns].flatMap(foldersIn);
  const [name] = closestWords(basename(path), [...new Set(folders.map((folder) => basename(folder)))]);
  return folders.find((folder) => basename(folder) === name && kindOf(folder) !== null) ?? null;
}

/** Among the usual outputs, of those that commands can open: the runs of the Python system are only for reports. */
export const newest = (kinds: readonly Kind[]): string | null =>
  (kinds.includes("run") ? newestRuns : newestSweeps)(outputRoot()).find((folder) => kindOf(folder) !== null) ?? null;

const outputsOf = (kinds: readonly Kind[]): string => {
  const { runs, multiruns } = outputPaths(outputRoot());
  return kinds.includes("run") ? runs : multiruns;
};

/** The first run of a sweep that is finished, or the sweep of a run, where that is what is wanted. */
function ofKind(folder: string, kinds: readonly Kind[]): string | null {
  const kind = kindOf(folder)!;
  if (kinds.includes(kind)) return folder;
  if (kind === "run") return sweepOf(folder);
  const point = readManifest(folder).points.find((each) => reportPoint(each, folder).state === "finished");
  return point ? runFolderOf(point, folder) : null;
}

function sweepOf(runFolder: string): string | null {
  const { multiruns } = outputPaths(dirname(dirname(runFolder)));
  const own = sweepsIn(multiruns).find(({ folder, manifest }) =>
    manifest.points.some((point) => runFolderOf(point, folder) === runFolder),
  );
  return own?.folder ?? null;
}

/** What to type where the command itself is of no use. */
function instead(found: string | null, kinds: readonly Kind[]): string | undefined {
  if (found === null) return existsSync(outputsOf(kinds)) ? `ls ${shellPath(outputsOf(kinds))}` : undefined;
  if (kindOf(found) === "sweep") return `thesis-train sweep-status ${shellPath(found)}`;
  return `cat ${shellPath(runPaths(found).status)}`;
}
