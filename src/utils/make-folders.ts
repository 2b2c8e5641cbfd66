/** @file A folder with all that is missing above it. Node's own `recursive` never returns below `/proc` (Node 20). */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** @returns the first one that was made, as Node does. @throws NodeJS.ErrnoException as `mkdirSync` */
export function makeFolders(folder: string): string | undefined {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.push(path);
  let first: string | undefined;
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path);
      first ??= path;
    } catch (error) {
      // another process may have been faster
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return first;
}
