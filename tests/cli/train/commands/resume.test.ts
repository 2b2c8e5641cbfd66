/** @file A run that was stopped goes on: which one, and which not. What it ends with: ../training/kills.test.ts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const SMALL = ["data=synthetic", "data.n_train=500", "data.n_val=100", "data.n_test=100"];
const RUN = [...SMALL, "phase1/latent_space=vq", "phase1.trainer.epochs=10", "phase1.encoder.dropout=0.1", "threads=1"];
const ARGS = [...RUN, "logging.make_plots=false", "hydra.run.dir=run"];

test("resume=auto takes an unfinished run, and a finished one is refused", async () => {
  const folder = temporaryFolder();
  const args = [...RUN, "logging.make_plots=false", "phase1.trainer.epochs=4"];
  await runCommand("train", args, {
    folder,
    onOutput: (stdout, kill) => stdout.includes("epoch 2/4") && kill("SIGTERM"),
  });
  const { exitCode, stdout, stderr } = await runCommand("train", ["resume=auto"], { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/resumed after \d of 4 epochs/);
  const again = await runCommand("train", ["resume=auto"], { folder });
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain("error train/nothing-open");
  const [name] = readdirSync(join(folder, "outputs/runs"));
  const finished = await runCommand("train", [`resume=outputs/runs/${name}`], { folder });
  expect(finished.stderr).toContain("error train/already-finished");
});

test("resume=auto goes on with a sweep whose point was stopped, and says what else is open", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = temporaryFolder();
  const stop = (args: readonly string[], when: string) =>
    runCommand("train", args, { folder, onOutput: (stdout, kill) => stdout.includes(when) && kill("SIGTERM") });
  const usual = [...SMALL, "threads=1", "logging.make_plots=false"];
  await stop([...usual, "phase1.trainer.epochs=500"], "epoch 1/");
  const sweep = ["--multirun", ...usual, "phase1.trainer.epochs=3", "phase1/latent_space=none,linear"];
  await stop([...sweep, "hydra.launcher.n_jobs=1"], ": started");
  const [exp] = readdirSync(join(folder, "outputs/multiruns"));
  const [alone] = readdirSync(join(folder, "outputs/runs")).filter((name) => !name.includes("_job"));
  const { exitCode, stdout, stderr } = await runCommand("train", ["resume=auto"], { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain(`resume=auto goes on with ${join("outputs/multiruns", exp!)}: 0 of 2 points are finished`);
  expect(stdout).toContain(`also open:\n  thesis-train resume=${join("outputs/runs", alone!)}\n    `);
  const status = await runCommand("train", ["sweep-status", join("outputs/multiruns", exp!)], { folder });
  expect(status.stdout).toContain("2 points: 2 finished");
});

test("a run does not go on with other events", async () => {
  const folder = temporaryFolder();
  await runCommand("train", [...ARGS, "phase1.trainer.epochs=50"], {
    folder,
    onOutput: (stdout, kill) => stdout.includes("epoch 1/50") && kill("SIGTERM"),
  });
  const meta = join(folder, "run/facts/meta.json");
  writeFileSync(meta, readFileSync(meta, "utf8").replace(/"sha256": "[^"]*"/, '"sha256": "0000"'));
  const { exitCode, stderr } = await runCommand("train", ["resume=run"], { folder });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error stored-runs/other-data");
});
