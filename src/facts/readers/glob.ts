/** @file Shell patterns → the folders they stand for: `*`, `?`, `[a-c]` within a name, `**` over any number of folders. */
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { byName } from "./by-name.ts";

export const isPattern = (path: string): boolean => /[*?[]/.test(path);

/** Existing paths in the order of their names, written as the pattern is; names with a leading dot only where asked for. */
export function expandPattern(pattern: string): string[] {
  const [first = "", ...pieces] = pattern.replace(/[/\\]+$/, "").split(sep === "\\" ? /[\\/]+/ : /\/+/);
  let found = [first === "" ? sep : first];
  if (isPattern(first)) {
    found = [];
    pieces.unshift(first);
  }
  const isRelative = found.length === 0;
  let folders: (string | null)[] = isRelative ? [null] : found;
  for (const piece of pieces) folders = folders.flatMap((folder) => step(folder, piece));
  return folders.filter((folder) => folder !== null);
}

/** @param folder null is the current one, which is not written out */
function step(folder: string | null, piece: string): (string | null)[] {
  if (piece === "**") return [folder, ...descendants(folder)];
  const pathOf = (name: string) => (folder === null ? name : join(folder, name));
  if (!isPattern(piece)) return existsSync(pathOf(piece)) ? [pathOf(piece)] : [];
  const matcher = matcherOf(piece);
  return namesIn(folder)
    .filter((name) => matcher.test(name) && (name[0] !== "." || piece[0] === "."))
    .map(pathOf);
}

function descendants(folder: string | null): string[] {
  const children = namesIn(folder, true)
    .filter((name) => name[0] !== ".")
    .map((name) => (folder === null ? name : join(folder, name)));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function namesIn(folder: string | null, onlyFolders = false): string[] {
  try {
    const entries = readdirSync(folder ?? ".", { withFileTypes: true });
    return entries
      .filter((entry) => !onlyFolders || entry.isDirectory()) // links are not followed: they may lead back
      .map(({ name }) => name)
      .sort(byName);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return [];
    throw cause;
  }
}

function matcherOf(piece: string): RegExp {
  const source = piece.replace(/\[!?[^\]]+\]|[\s\S]/g, (token) => {
    if (token === "*") return ".*";
    if (token === "?") return ".";
    if (token.length > 1)
      return `[${token[1] === "!" ? "^" : ""}${token.slice(token[1] === "!" ? 2 : 1, -1).replace(/[\\^]/g, "\\$&")}]`;
    return token.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "su");
}
