/** @file A path as short as it can be typed from here. */
import { relative } from "node:path";

/** Relative to the working folder for what lies below it; else as it is. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== "" && !near.startsWith("..") ? near : path;
}
