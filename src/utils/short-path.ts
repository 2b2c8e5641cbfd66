/** @file A path as short as it can be typed from here. */
import { relative } from "node:path";
import { shellWord } from "./shell-word.ts";

/** Relative to the working folder for what lies below it; else as it is. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== "" && !near.startsWith("..") ? near : path;
}

/** The same as a word of a command that is advised: in quotes where it holds blanks. */
export const shellPath = (path: string): string => shellWord(shortPath(path));
