/** @file What is left of a run's words and figures when nobody watched, and when it was taken up again. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const RUN = [
  ...["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "threads=1"],
  ...["phase1/latent_space=vq", "hydra.run.dir=run"],
];

test("the log has what the console said, before and after a resume, and figures show all epochs", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = temporaryFolder();
  const figures = ["logging.families.recon=false", "logging.families.latency=false", "logging.fig_format=svg"];
  const first = await runCommand("train", [...RUN, ...figures, "phase1.trainer.epochs=30"], {
    folder,
    onOutput: (stdout, kill) => stdout.includes("epoch 3/") && kill("SIGTERM"),
  });
  const second = await runCommand("train", ["resume=run"], { folder });
  expect(second.exitCode, second.stderr).toBe(0);
  expect(second.stdout).toMatch(/resumed after [1-9]/);
  const log = readFileSync(join(folder, "run/ae_vq.log"), "utf8").trim().split("\n");
  const said = log.map((line) => /^\[[\d-]+ [\d:,]+\]\[thesis-train\]\[INFO\] - (.*)$/.exec(line)?.[1]);
  expect(said).toEqual(`${first.stdout}${second.stdout}`.trim().split("\n"));

  const whole = temporaryFolder();
  await runCommand("train", [...RUN, ...figures, "phase1.trainer.epochs=30"], { folder: whole });
  const figureOf = (where: string) => readFileSync(join(where, "run/figures/losses-on_train_end-e029.svg"), "utf8");
  expect(figureOf(folder)).toBe(figureOf(whole));
});

test("errors and notes are in the log as such", async () => {
  const folder = temporaryFolder();
  const args = [...RUN, "phase1.trainer.lr=1e30", "phase1.trainer.grad_clip=0", "compat=reference", "threads=64"];
  expect((await runCommand("train", args, { folder })).exitCode).toBe(1);
  const log = readFileSync(join(folder, "run/ae_vq.log"), "utf8");
  expect(log).toMatch(/\[WARNING\] - note: threads=64/);
  expect(log).toMatch(/\[ERROR\] - .*(not finite|NaN|Infinity)/);
});

test("hydra/job_logging=none makes no log", async () => {
  const folder = temporaryFolder();
  await runCommand("train", [...RUN, "hydra/job_logging=none", "debug=fast_dev_run"], { folder });
  expect(existsSync(join(folder, "run/facts/meta.json"))).toBe(true);
  expect(readdirSync(join(folder, "run")).filter((name) => name.endsWith(".log"))).toEqual([]);
});
