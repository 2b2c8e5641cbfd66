/** @file A folder with all that is missing above it. Node's own `recursive` never returns below `/proc` (Node 20). */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** @throws NodeJS.ErrnoException as `mkdirSync` */
export function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path);
    } catch (error) {
      // another process may have been faster
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
