/**
 * @file A disk that is full: really, on a small one in memory, which a name space of our own lets us mount. Skipped, aloud,
 * where the system does not.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { runCommand, temporaryFolder } from "../../run-command.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const MOUNT = "mount -t tmpfs -o size=16m tmpfs disk";
const inOwnNamespace = (script: string, cwd: string) =>
  spawnSync("unshare", ["-rm", "sh", "-c", script], { cwd, encoding: "utf8", timeout: 240_000 });

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "thesis-disk-"));
  const { status } = inOwnNamespace(`mkdir disk && ${MOUNT}`, folder);
  rmSync(folder, { recursive: true });
  return status === 0;
}

const hasMount = canMount();
if (!hasMount) console.warn("SKIPPED: a full disk; this system lets nobody mount a small one (unshare -rm)");

const RUN = [
  ...["data=synthetic", "data.n_train=400", "data.n_val=60", "data.n_test=60", "threads=1"],
  ...["phase1.trainer.epochs=12", "logging.make_plots=false", "hydra.run.dir=run"],
];

test.skipIf(!hasMount)(
  "stops the run with what is missing, keeps the last good checkpoint, and goes on when there is room",
  { timeout: TIMEOUT_MS },
  async () => {
    const folder = temporaryFolder();
    const main = join(import.meta.dirname, "../../../../dist/cli/train/main.js");
    const { stderr } = inOwnNamespace(
      `mkdir disk && ${MOUNT} && cd disk
     train() { "${process.execPath}" "${main}" "$@"; }
     { train ${RUN.join(" ")} 2>../error; echo "ended with $?"; } | while read -r line; do
       echo "$line" >>../first
       case "$line" in "epoch 3/"*) head -c 20m /dev/zero >filler 2>/dev/null;; esac
     done
     cp -r run ../full && rm filler
     train resume=run >../second
     cp -r run ../done`,
      folder,
    );
    const text = (file: string) => readFileSync(join(folder, file), "utf8");

    expect(text("first"), stderr).toContain("ended with 1");
    expect(text("first")).toContain("thesis-train resume=run");
    expect(text("error")).toMatch(/error files\/disk-full: .* takes [\d.]+ MiB, [\d.]+ MiB are free/);
    expect(text("error")).toContain("try:   df -h");
    for (const file of ["best_val.pt", "resume/state.safetensors"])
      expect((await readCheckpoint(join(folder, "full", file))).size, file).toBeGreaterThan(0);
    for (const line of text("full/facts/events.jsonl").trimEnd().split("\n")) JSON.parse(line);
    expect(
      readdirSync(join(folder, "full"), { recursive: true }).filter((name) => /tmp$|lock$/.test(String(name))),
    ).toEqual([]);

    expect(text("second")).toMatch(/resumed after [1-9]\d* of 12 epochs/);
    const whole = temporaryFolder();
    expect((await runCommand("train", RUN, { folder: whole })).exitCode).toBe(0);
    for (const file of ["last.pt", "best_val.pt"])
      expect(readFileSync(join(folder, "done", file)), file).toEqual(readFileSync(join(whole, "run", file)));
  },
);
