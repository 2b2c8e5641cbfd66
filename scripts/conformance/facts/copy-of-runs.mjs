/** @file The runs and events of a recorded folder somewhere else, to write reports beside them and links into them. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What no report reads. */
const LEFT_OUT = new Set(["reports", "inference_raw", "numerics", "traces", "pt"]);

/** @returns a new folder; whoever asked for it removes it */
export function copyOfRuns(folder) {
  const copy = mkdtempSync(join(tmpdir(), "thesis-conformance-"));
  copyInto(folder, copy);
  return copy;
}

/** What is read-only becomes writable; links become what they lead to. */
function copyInto(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (LEFT_OUT.has(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (statSync(source).isDirectory()) copyInto(source, target);
    else {
      copyFileSync(source, target);
      chmodSync(target, 0o644);
    }
  }
}
