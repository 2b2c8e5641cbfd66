/** @file "Did you mean", for a path or pattern that stands for nothing. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { closestWords } from "#utils/closest-words.ts";
import { expandPattern, isPattern } from "./glob.ts";
import { kindOf } from "./run-folder.ts";

/** The path with its mistyped names put right, if it then stands for something; its patterns are kept. */
export function nearestPath(wanted: string): string | undefined {
  const isAbsolute = /^[/\\]/.test(wanted);
  let path = isAbsolute ? "/" : "";
  for (const piece of wanted.split(/[/\\]+/).filter(Boolean)) {
    const next = join(path, piece);
    if (standsForSomething(next)) path = next;
    else if (isPattern(piece)) return undefined;
    else {
      const [nearest] = closestWords(piece, namesIn(path));
      if (nearest === undefined) return undefined;
      path = join(path, nearest);
    }
  }
  return path;
}

/** The innermost folder of a path that exists. */
export function existingFolder(path: string): string {
  let folder = path;
  while (isPattern(folder) || kindOf(folder) !== "folder") {
    const above = dirname(folder);
    if (above === folder) return above;
    folder = above;
  }
  return folder;
}

const standsForSomething = (path: string): boolean =>
  isPattern(path) ? expandPattern(path).length > 0 : kindOf(path) !== null;

function namesIn(pattern: string): string[] {
  const folders = pattern === "" ? ["."] : isPattern(pattern) ? expandPattern(pattern) : [pattern];
  return folders.filter((folder) => kindOf(folder) === "folder").flatMap((folder) => readdirSync(folder));
}
