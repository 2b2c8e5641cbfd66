/** @file A point of a sweep whose launcher is gone before the point has heard of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";
import { sweepIn } from "../sweep/finished-sweep.ts";

const SWEEP = [
  ...["--multirun", "data=synthetic", "data.n_train=100", "data.n_val=50", "data.n_test=50", "threads=1"],
  ...["phase1/latent_space=none,linear", "phase1.trainer.epochs=2", "logging.make_plots=false"],
  ...["hydra/launcher=slurm", "hydra.launcher.submit=false"],
];

test("it begins nothing, and stays planned", async () => {
  const folder = temporaryFolder();
  const { exitCode, stderr } = await runCommand("train", SWEEP, { folder });
  expect(exitCode, stderr).toBe(0);
  const { sweep, runs } = sweepIn(folder);
  const main = join(import.meta.dirname, "../../../../dist/cli/train/main.js");
  const point = spawn(process.execPath, [main, `point=${join(sweep, "manifest.json")}#0`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  point.disconnect(); // what a launcher that is killed leaves of the channel
  expect(await once(point, "exit")).toEqual([143, null]);
  expect(existsSync(join(runs[0]!, "facts"))).toBe(false);
  const status = await runCommand("train", ["sweep-status", sweep], { folder });
  expect(status.stdout).toContain("2 points: 2 planned");
});
