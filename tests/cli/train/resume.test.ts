/** @file A run killed at any moment and resumed ends with the bytes of one that was never stopped. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import { runCommand, temporaryFolder } from "../run-command.ts";

const SMALL = ["data=synthetic", "data.n_train=500", "data.n_val=100", "data.n_test=100"];
const RUN = [...SMALL, "phase1/latent_space=vq", "phase1.trainer.epochs=10", "phase1.encoder.dropout=0.1", "threads=1"];
const ARGS = [...RUN, "logging.make_plots=false", "hydra.run.dir=run"];

const losses = (folder: string) =>
  readFileSync(join(folder, "run/facts/scalars.csv"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").slice(0, 4).join());

function testLoss(folder: string): number {
  const lines = readFileSync(join(folder, "run/facts/events.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).findLast(({ moment }) => moment === "on_test_end").metrics.test_loss;
}

test("killed five times with SIGKILL at random moments", async () => {
  const whole = temporaryFolder();
  expect((await runCommand("train", ARGS, { folder: whole })).exitCode).toBe(0);

  const folder = temporaryFolder();
  const random = RandomStream.of(Number(process.env["KILL_SEED"] ?? 1), "kills");
  let kills = 0;
  let resumedLater = 0;
  for (let attempt = 0; ; attempt++) {
    const isBegun = existsSync(join(folder, "run/facts/meta.json"));
    const finished = runCommand("train", isBegun ? ["resume=run"] : ARGS, {
      folder,
      onOutput: (stdout, kill) => {
        // before the first epoch is over or after it, so that kills fall into steps, checkpoints and facts alike
        const sign = kills % 2 === 0 ? "epoch " : "run: ";
        if (kills < 5 && stdout.includes(sign)) setTimeout(() => kill("SIGKILL"), random.uniform() * 100);
      },
    });
    const { exitCode, stdout, stderr } = await finished;
    if (/resumed after [1-9]/.test(stdout)) resumedLater++;
    if (exitCode === 0) break;
    expect(exitCode, stderr).toBe(null);
    kills++;
    expect(attempt).toBeLessThan(20);
  }
  expect(kills).toBe(5);
  expect(resumedLater).toBeGreaterThan(0);
  expect(losses(folder)).toEqual(losses(whole));
  for (const file of ["last.pt", "best_val.pt"]) {
    expect(readFileSync(join(folder, "run", file)), file).toEqual(readFileSync(join(whole, "run", file)));
  }
  expect(testLoss(folder)).toBe(testLoss(whole));
  expect(JSON.parse(readFileSync(join(folder, "run/facts/status.json"), "utf8")).status).toBe("finished");
});

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
  expect(stderr).toContain("error train/other-data");
});
