/** @file The script of a single job on Stoomboot, as HTCondor starts it; skipped, aloud, where there is no bash and flock. */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./points.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const hasBash = spawnSync("bash", ["-c", "command -v flock"]).status === 0;
if (!hasBash) console.warn("SKIPPED: hpc/stoomboot/train.sh needs bash and flock");

const SCRIPT = join(import.meta.dirname, "../../hpc/stoomboot/train.sh");
const OVERRIDES = [
  ...["data=synthetic", "data.n_train=300", "data.n_val=100", "data.n_test=100", "logging.make_plots=false"],
  "phase1.trainer.epochs=40",
];

/** @param evictAfter what the output says when the job is to be evicted */
function job(outputRoot: string, evictAfter?: string): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(SCRIPT, OVERRIDES, {
    env: { ...process.env, THESIS_JOB: "12.0", THESIS_OUTPUT_ROOT: outputRoot, USER: "someone", OMP_NUM_THREADS: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  let isEvicted = evictAfter === undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (isEvicted || !stdout.includes(evictAfter!)) return;
    isEvicted = true;
    child.kill("SIGTERM");
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout })));
}

test.skipIf(!hasBash)(
  "a job that is evicted ends with 143, and started again goes on with its run",
  { timeout: TIMEOUT_MS },
  async () => {
    const root = temporaryFolder();
    expect(await job(root, "epoch 2/")).toMatchObject({ code: 143 });
    const { code, stdout } = await job(root);
    expect(code).toBe(0);
    expect(stdout).toMatch(/resumed after [1-9]\d* of 40 epochs/);
    const runs = readdirSync(join(root, "runs"));
    expect(runs).toEqual([expect.stringMatching(/^run_\d{8}-\d{6}_ae_none_12\.0$/)]);
    const status = JSON.parse(readFileSync(join(root, "runs", runs[0]!, "facts/status.json"), "utf8"));
    expect(status).toMatchObject({ status: "finished", resumes: 1 });
  },
);
