/** @file A run that was stopped goes on: which one, and which not. What it ends with: ../training/kills.test.ts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";

const SMALL = ["data=synthetic", "data.n_train=500", "data.n_val=100", "data.n_test=100"];
const RUN = [...SMALL, "phase1/latent_space=vq", "phase1.trainer.epochs=10", "phase1.encoder.dropout=0.1", "threads=1"];
const ARGS = [...RUN, "logging.make_plots=false", "hydra.run.dir=run"];

test("resume=auto takes the newest unfinished run, and a finished one is refused", async () => {
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
  expect(again.stderr).toContain("error train/no-run");
  const [name] = readdirSync(join(folder, "outputs/runs"));
  const finished = await runCommand("train", [`resume=outputs/runs/${name}`], { folder });
  expect(finished.stderr).toContain("error train/already-finished");
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
