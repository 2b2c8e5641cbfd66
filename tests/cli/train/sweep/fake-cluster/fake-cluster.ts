/** @file Programs that stand in for those of a batch system, where there is none. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @param folder gets `bin/` with them. @returns the environment that finds them */
export function fakeCluster(folder: string): Record<string, string> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const runs = (program: string) =>
    `exec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(import.meta.dirname, program))} "$@"`;
  const scripts = {
    condor_submit: runs("condor_submit.mjs"),
    sbatch: runs("sbatch.mjs"),
    scontrol: 'test "$1" = requeue && printf %s "$2" > "$FAKE_REQUEUED"',
  };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:${process.env["PATH"]}`, FAKE_REQUEUED: join(folder, "requeued") };
}
