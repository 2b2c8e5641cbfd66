/** @file Two processes never write to one run. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { type Finished, runCommand, temporaryFolder } from "../../run-command.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const SMALL = ["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "threads=1"];
const LONG = [...SMALL, "phase1.trainer.epochs=5000", "logging.make_plots=false", "hydra.run.dir=run"];

/** A command that goes on until it is told to stop. */
function begin(folder: string, args: readonly string[], when: string) {
  let stop = () => {};
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const finished = runCommand("train", args, {
    folder,
    onOutput: (stdout, kill) => {
      stop = () => kill("SIGTERM");
      if (stdout.includes(when)) begun();
    },
  });
  return { isBegun, finished, stop: () => stop() };
}

async function killedRun(folder: string): Promise<void> {
  await runCommand("train", LONG, {
    folder,
    onOutput: (stdout, kill) => stdout.includes("epoch 2/") && kill("SIGKILL"),
  });
}

const inUse = (finished: Finished) => finished.stderr.includes("error train/run-in-use:");

test("of two that resume a killed run at once, one goes on and the other is told who has it", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = temporaryFolder();
  await killedRun(folder);
  const both = [
    begin(folder, ["resume=run"], "resumed after"),
    begin(folder, ["resume=run"], "resumed after"),
  ] as const;
  const first = await Promise.race(both.map(({ finished }) => finished));
  expect(first, first.stderr).toMatchObject({ exitCode: 1 });
  expect(inUse(first), first.stderr).toBe(true);
  const { pid, hostname } = JSON.parse(readFileSync(join(folder, "run/run.lock"), "utf8"));
  expect(first.stderr).toContain(`process ${pid} on ${hostname}`);
  await Promise.race(both.map(({ isBegun }) => isBegun));
  for (const { stop } of both) stop();
  const second = (await Promise.all(both.map(({ finished }) => finished))).find((each) => each !== first)!;
  expect(second, second.stderr).toMatchObject({ exitCode: 143 });
  expect(existsSync(join(folder, "run/run.lock"))).toBe(false);
});

test("a run that lives is neither resumed nor evaluated, and goes on undisturbed", async () => {
  const folder = temporaryFolder();
  const run = begin(folder, LONG, "epoch 2/");
  await run.isBegun;
  for (const args of [["resume=run"], ["evaluate", "run=run"]])
    expect(inUse(await runCommand("train", args, { folder })), args.join(" ")).toBe(true);
  run.stop();
  expect(await run.finished).toMatchObject({ exitCode: 143, stderr: "" });
});

const hasHosts = spawnSync("unshare", ["-ru", "hostname", "elsewhere"]).status === 0;
if (!hasHosts)
  console.warn("SKIPPED: a run taken over from another machine; this system lets nobody pose as one (unshare -ru)");

test.skipIf(!hasHosts)(
  "a run whose machine fell silent is taken over, and its process, when it wakes up, stops without writing",
  { timeout: TIMEOUT_MS },
  async () => {
    const folder = temporaryFolder();
    const main = join(import.meta.dirname, "../../../../dist/cli/train/main.js");
    const pose = `hostname elsewhere; exec "${process.execPath}" "${main}" ${LONG.join(" ")}`;
    const first = spawn("unshare", ["-ru", "sh", "-c", pose], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void first.kill("SIGKILL"));
    const stderr = text(first.stderr);
    let stdout = "";
    await new Promise<void>((begun) => {
      first.stdout.setEncoding("utf8").on("data", (part: string) => {
        stdout += part;
        if (stdout.includes("epoch 2/")) begun();
      });
    });
    const lock = join(folder, "run/run.lock");
    const { pid } = JSON.parse(readFileSync(lock, "utf8"));
    process.kill(pid, "SIGSTOP");
    expect(inUse(await runCommand("train", ["resume=run"], { folder }))).toBe(true);

    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    const status = join(folder, "run/facts/status.json");
    const said = JSON.parse(readFileSync(status, "utf8"));
    writeFileSync(status, JSON.stringify({ ...said, heartbeat_at: longAgo.toISOString() }));
    const second = begin(folder, ["resume=run"], "resumed after");
    await second.isBegun;
    process.kill(pid, "SIGCONT");
    expect(await stderr).toContain("error train/lost-run:");
    second.stop();
    expect(await second.finished).toMatchObject({ exitCode: 143 });
    expect(JSON.parse(readFileSync(status, "utf8"))).toMatchObject({ status: "interrupted", hostname: hostname() });
    const epochs = readFileSync(join(folder, "run/facts/events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ moment }) => moment === "on_epoch_end")
      .map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.map((_, i) => i));
  },
);
