/** @file Run folders made by hand in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-readers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes texts by path below `folder`. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

export const scalars = (...losses: readonly (number | string)[]): string =>
  ["epoch,split,train_loss,val_loss,epoch_time_s,throughput,max_memory_mib,metric_perplex"]
    .concat(
      losses.flatMap((loss, epoch) => [`${epoch},train,${epoch + 10},,0.5,100,,2`, `${epoch},val,,${loss},0.5,100,,3`]),
    )
    .map((line) => `${line}\n`)
    .join("");

export const finished = '{"moment": "on_start"}\n{"moment": "on_train_end", "total_time_s": 7}\n';

/** A finished run of the Python system. */
export function pythonRun(folder: string, files: Readonly<Record<string, string>> = {}): string {
  writeFiles(folder, {
    ".hydra/config.yaml": "phase1:\n  latent_space:\n    _target_: a.b.VQBottleneck\n",
    "facts/scalars.csv": scalars(3, 2, 4),
    "facts/events.jsonl": finished,
    ...files,
  });
  return folder;
}
