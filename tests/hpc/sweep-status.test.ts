/** @file What can be said of a sweep from its files alone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type SweepManifest, sweepStatus, troubledWorkers } from "#hpc";
import { sweepStatusText } from "../../src/cli/train/commands/sweep-status.ts";
import { pointNamed, sweepFolderIn, temporaryFolder, writeStatus } from "./points.ts";

const now = new Date("2026-11-22T20:00:00.000Z");
const points = ["none", "vq", "fsq", "linear", "gan"].map((kind, i) => pointNamed(i, `phase1/latent_space=${kind}`));
const manifest = { points } as unknown as SweepManifest;
const alive = { status: "running", reason: null, epochs: 10, hostname: hostname(), pid: process.pid };

/** @param seconds of each epoch that is over; the validation loss falls from 1 by a tenth each */
function writeEpochs(sweep: string, number: number, seconds: readonly number[]): void {
  const rows = seconds.map((time, epoch) => `${epoch},val,,${1 - epoch / 10},${time},100,`);
  const text = ["epoch,split,train_loss,val_loss,epoch_time_s,throughput,max_memory_mib", ...rows, ""].join("\n");
  writeFileSync(join(sweep, points[number]!.run, "facts/scalars.csv"), text);
}

function sweepInTheMiddle(): string {
  const sweep = sweepFolderIn(temporaryFolder());
  const write = (number: number, status: object) => writeStatus(sweep, points[number]!, { ...alive, ...status });
  write(0, { status: "finished" });
  writeEpochs(sweep, 0, Array(10).fill(2));
  write(1, { heartbeat_at: now.toISOString() });
  writeEpochs(sweep, 1, [9, 2, 2]);
  write(2, { heartbeat_at: now.toISOString() });
  writeEpochs(sweep, 2, [5, 5]);
  write(3, { status: "failed", reason: "training/diverged", epochs: 10 });
  writeFileSync(join(sweep, points[3]!.run, "facts/scalars.csv"), "");
  mkdirSync(join(sweep, "logs"));
  writeFileSync(
    join(sweep, "logs/job3.log"),
    "one\ntwo\nthree\nfour\nerror training/diverged: the training loss became NaN\n",
  );
  return sweep;
}

test("each point says its state, its epochs, its best loss, and what is left by the median of its epochs", () => {
  const [finished, running, slow, failed, planned] = sweepStatus(manifest, sweepInTheMiddle(), now);
  expect(finished).toMatchObject({
    name: "#0 latent_space=none",
    state: "finished",
    secondsLeft: null,
    slowness: null,
  });
  expect(running).toMatchObject({ state: "running", epochs: 10, secondsLeft: 14, slowness: 1 });
  expect(running!.course!.epochs).toBe(3);
  expect(running!.course!.bestValidationLoss).toBeCloseTo(0.8);
  expect(slow).toMatchObject({ state: "running", secondsLeft: 40, slowness: 2.5 });
  expect(failed).toMatchObject({ state: "failed", reason: "training/diverged", course: null });
  expect(failed!.logs).toHaveLength(1);
  expect(planned).toMatchObject({ state: "planned", epochs: null, course: null, logs: [] });
});

test("a sweep that is empty of runs is all planned", () => {
  const states = sweepStatus(manifest, sweepFolderIn(temporaryFolder()), now).map(({ state }) => state);
  expect(states).toEqual(Array(5).fill("planned"));
});

test("the table is followed by what is slow, what failed and its last words, and how to go on", () => {
  const text = sweepStatusText(sweepStatus(manifest, sweepInTheMiddle(), now), "EXP");
  expect(text.replace(/^ {4}\S.*job3\.log:$/m, "    LOG:")).toBe(`\
5 points: 1 finished, 2 running, 1 failed, 1 planned; those that run need 40s more

point                   state     epochs  best val  an epoch  left
#0 latent_space=none    finished  10/10   0.1000    2.00 s
#1 latent_space=vq      running   3/10    0.8000    2.00 s    14s
#2 latent_space=fsq     running   2/10    0.9000    5.00 s    40s
#3 latent_space=linear  failed    0/10
#4 latent_space=gan     planned

slow:
  #2 latent_space=fsq: 5.00 s an epoch, 2.5 times the sweep's median

failed:
  #3 latent_space=linear: training/diverged
    LOG:
      two
      three
      four
      error training/diverged: the training loss became NaN

go on: thesis-train resume=EXP
`);
});

test("workers of a search whose last words are an error are named", () => {
  const sweep = sweepInTheMiddle();
  expect(troubledWorkers(sweep)).toEqual([]);
  writeFileSync(join(sweep, "logs/worker0.log"), "#0 lr=0.1: started\n#0 lr=0.1: finished after 3s\n");
  writeFileSync(join(sweep, "logs/worker1.err"), "error hpc/other-configs: the configs are others\n  where: EXP\n");
  expect(troubledWorkers(sweep)).toEqual([join(sweep, "logs/worker1.err")]);
});
