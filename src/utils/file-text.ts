/** @file What stands in a file, or that there is none: whoever looks through folders of runs expects either. */
import { readFileSync } from "node:fs";

/** @returns null where there is no such file. @throws whatever else keeps it from being read */
export function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw cause;
  }
}

/** @returns null as well for what is no JSON object or list, as a power cut may leave it */
export function jsonOrNull<T>(path: string): T | null {
  const text = textOrNull(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? (value as T | null) : null;
  } catch {
    return null;
  }
}
