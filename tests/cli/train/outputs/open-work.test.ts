/** @file What `resume=auto` finds below the outputs, and what it leaves alone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { timestampOf } from "#utils/timestamp.ts";
import { openWorkBelow } from "../../../../src/cli/train/outputs/open-work.ts";
import { temporaryFolder } from "../../run-command.ts";

const hour = (n: number) => timestampOf(new Date(Date.UTC(2026, 0, 1, n)));

function write(path: string, value: unknown): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
}

interface Status {
  readonly status: string;
  readonly reason?: string;
  readonly at: number;
}

const ended = (status: string, at: number, reason?: string): Status => ({ status, at, ...(reason && { reason }) });

function putRun(root: string, name: string, { status, reason = "", at }: Status): string {
  const folder = join(root, "runs", name);
  write(join(folder, ".hydra/config.yaml"), "loop: ae\n");
  write(join(folder, "facts/meta.json"), { started_at: hour(0) });
  const times = { started_at: hour(0), heartbeat_at: hour(at), ended_at: hour(at) };
  write(join(folder, "facts/status.json"), { status, reason: reason || null, epochs_done: 2, epochs: 5, ...times });
  return folder;
}

/** @param statuses of its points; null for one that has not begun */
function putSweep(root: string, name: string, statuses: readonly (Status | null)[], launcher: object = LOCAL): string {
  const folder = join(root, "multiruns", name);
  const points = statuses.map((status, number) => {
    const run = `run_${name}_job${number}`;
    if (status) putRun(root, run, status);
    return { number, overrides: [], config: `points/${number}`, run: `../../runs/${run}`, environment: {} };
  });
  write(join(folder, "manifest.json"), {
    ...{ schema_version: 1, created_at: hour(1), argv: [], working_folder: "../..", launcher, points },
  });
  return folder;
}

const LOCAL = { kind: "local", n_jobs: "auto", retries: 0 };
const SLURM = {
  ...{ kind: "slurm", submit: true, max_jobs: null, cpus: 1, memory_mib: 100, gpus: 0, wall_minutes: null, retries: 0 },
  ...{ requeue_exit_code: 143, settings: {} },
};

test("runs that were stopped, killed, or had no room, the last alive first; not those that ended by themselves", () => {
  const root = temporaryFolder();
  const stopped = putRun(root, "a", ended("interrupted", 3, "SIGTERM"));
  const full = putRun(root, "b", ended("failed", 5, "files/disk-full"));
  const killed = putRun(root, "c", { status: "running", at: 4 });
  write(join(killed, "facts/scalars.csv"), "epoch,split\n0,train\n0,val\n1,train\n1,val\n2,train\n2,val\n");
  putRun(root, "d", ended("finished", 9));
  putRun(root, "e", ended("failed", 9, "training/diverged"));
  putRun(root, "f", ended("interrupted", 9, "pruned"));
  const open = openWorkBelow(root);
  expect(open.map(({ folder }) => folder)).toEqual([full, killed, stopped]);
  expect(open[0]).toMatchObject({ progress: "2 of 5 epochs are done", queue: null });
  expect(open[1]!.progress).toBe("3 of 5 epochs are done"); // it could not say so any more
});

test("a run of a sweep is the sweep's", () => {
  const root = temporaryFolder();
  const alone = putRun(root, "alone", ended("interrupted", 4, "SIGTERM"));
  const sweep = putSweep(root, "exp", [ended("finished", 3), ended("interrupted", 6, "SIGINT"), null]);
  const open = openWorkBelow(root);
  expect(open.map(({ folder }) => folder)).toEqual([sweep, alone]);
  expect(open[0]).toMatchObject({ progress: "1 of 3 points are finished", lastAlive: hour(6) });
});

test("a sweep whose points have all ended is not open, one that waits in a queue says so", () => {
  const root = temporaryFolder();
  putSweep(root, "done", [ended("finished", 3), ended("failed", 6, "training/diverged")]);
  const queued = putSweep(root, "queued", [null, null], SLURM);
  expect(openWorkBelow(root)).toMatchObject([{ folder: queued, queue: "slurm", lastAlive: hour(1) }]);
});

test("nothing, where there are no outputs, and folders that are something else", () => {
  const root = temporaryFolder();
  expect(openWorkBelow(join(root, "missing"))).toEqual([]);
  write(join(root, "runs/notes.txt"), "");
  write(join(root, "multiruns/exp/manifest.json"), "not JSON");
  expect(openWorkBelow(root)).toEqual([]);
});
