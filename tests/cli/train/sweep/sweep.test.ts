/** @file A sweep side by side, stopped in every way and taken up again, end to end. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "#facts";
import { runCommand, temporaryFolder } from "../../run-command.ts";

/** Several whole sweeps, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const SMALL = ["data=synthetic", "data.n_train=300", "data.n_val=100", "data.n_test=100", "logging.make_plots=false"];
const FOUR_POINTS = [
  "--multirun",
  ...SMALL,
  "phase1.trainer.epochs=8",
  "phase1/latent_space=none,vq",
  "phase1.trainer.seed=1,2",
];

interface Manifest {
  readonly points: readonly { readonly number: number; readonly overrides: readonly string[]; readonly run: string }[];
}

const sweepsIn = (folder: string) =>
  readdirSync(join(folder, "outputs/multiruns")).map((name) => join(folder, "outputs/multiruns", name));
const manifestOf = (sweep: string) => JSON.parse(readFileSync(join(sweep, "manifest.json"), "utf8")) as Manifest;
const runsOf = (sweep: string) => manifestOf(sweep).points.map(({ run }) => join(sweep, run));
const statusOf = (run: string) => JSON.parse(readFileSync(join(run, "facts/status.json"), "utf8")) as RunStatus;
const statesOf = (sweep: string) => runsOf(sweep).map((run) => statusOf(run).status);

/** What must be the same however often a run was stopped. */
function resultOf(run: string) {
  const scalars = readFileSync(join(run, "facts/scalars.csv"), "utf8").trim().split("\n");
  const losses = scalars.map((line) => line.split(",").slice(0, 4).join());
  const weights = ["last.pt", "best_val.pt"].map((file) => readFileSync(join(run, file)).toString("base64"));
  return { losses, weights };
}

test("a sweep killed again and again with SIGKILL and resumed ends with the bytes of one that was not", {
  timeout: TIMEOUT_MS,
}, async () => {
  const whole = temporaryFolder();
  const { exitCode, stderr, stdout } = await runCommand("train", FOUR_POINTS, { folder: whole });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/#3 latent_space=vq seed=2: finished after \d+s, best val \d/);
  const [wholeSweep] = sweepsIn(whole);
  expect(manifestOf(wholeSweep!).points.map(({ number, overrides }) => [number, ...overrides.slice(-2)])).toEqual([
    [0, "phase1/latent_space=none", "phase1.trainer.seed=1"],
    [1, "phase1/latent_space=none", "phase1.trainer.seed=2"],
    [2, "phase1/latent_space=vq", "phase1.trainer.seed=1"],
    [3, "phase1/latent_space=vq", "phase1.trainer.seed=2"],
  ]);

  const folder = temporaryFolder();
  const killAfter = (text: string | undefined) => ({
    folder,
    ownGroup: true,
    onOutput: (output: string, kill: (signal: NodeJS.Signals) => void) =>
      text !== undefined && output.includes(text) && kill("SIGKILL"),
  });
  expect((await runCommand("train", FOUR_POINTS, killAfter("finished"))).exitCode).toBe(null);
  const [sweep] = sweepsIn(folder);
  const finishedBefore = runsOf(sweep!).filter(
    (run) => existsSync(join(run, "facts/status.json")) && statusOf(run).status === "finished",
  );
  const endedBefore = finishedBefore.map((run) => statusOf(run).ended_at);
  expect(finishedBefore.length).toBeGreaterThan(0);
  expect(finishedBefore.length).toBeLessThan(4);

  expect((await runCommand("train", [`resume=${sweep}`], killAfter(": started"))).exitCode).toBe(null);
  const last = await runCommand("train", ["--resume", sweep!], killAfter(undefined));
  expect(last.exitCode, last.stderr).toBe(0);
  expect(statesOf(sweep!)).toEqual(["finished", "finished", "finished", "finished"]);
  expect(finishedBefore.map((run) => statusOf(run).ended_at)).toEqual(endedBefore);
  expect(runsOf(sweep!).map(resultOf)).toEqual(runsOf(wholeSweep!).map(resultOf));
  expect(readdirSync(join(folder, "outputs/runs"))).toHaveLength(4);

  const again = await runCommand("train", [`resume=${sweep}`], { folder });
  expect(again).toMatchObject({ exitCode: 0, stdout: "4 of 4 points are finished\n" });
});

test("a point that fails stops no other, is started again as often as wished, and is told of at the end", async () => {
  const folder = temporaryFolder();
  const args = ["--multirun", ...SMALL, "phase1.trainer.epochs=2", "phase1.trainer.grad_clip=0"];
  const { exitCode, stdout, stderr } = await runCommand(
    "train",
    [...args, "phase1.trainer.lr=1e-3,1e30,1e-4", "hydra.launcher.retries=1"],
    { folder },
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error hpc/points-failed: 1 of 3 points failed\n  #1: training/diverged");
  expect(stdout.match(/#1 lr=1e\+30: failed after \d+s.*: training\/diverged; starting it again/g)).toHaveLength(1);
  expect(stdout.match(/#1 lr=1e\+30: started/g)).toHaveLength(2);
  const [sweep] = sweepsIn(folder);
  expect(statesOf(sweep!)).toEqual(["finished", "failed", "finished"]);
  expect(readFileSync(join(sweep!, "logs/job1.log"), "utf8")).toContain("error training/diverged");
});

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129],
] as const)("%s ends the points that run as interrupted, and starts no other", async (signal, code) => {
  const folder = temporaryFolder();
  const args = ["--multirun", ...SMALL, "phase1.trainer.epochs=300", "phase1.trainer.seed=1,2,3"];
  const isBegun = () =>
    existsSync(join(folder, "outputs/runs")) &&
    readdirSync(join(folder, "outputs/runs")).filter((run) =>
      existsSync(join(folder, "outputs/runs", run, "facts/status.json")),
    ).length > 0;
  const running = runCommand("train", [...args, "hydra.launcher.n_jobs=1"], {
    folder,
    onOutput: async (output, kill) => {
      if (!output.endsWith("#0 seed=1: started\n")) return;
      await expect.poll(isBegun, { timeout: 30_000 }).toBe(true);
      kill(signal);
    },
  });
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(code);
  expect(stdout).toContain(`stopped by ${signal}`);
  const [sweep] = sweepsIn(folder);
  const runs = runsOf(sweep!);
  expect(statusOf(runs[0]!)).toMatchObject({ status: "interrupted", reason: signal });
  expect(existsSync(join(runs[1]!, "facts"))).toBe(false);
});

test("points whose launcher is killed end by themselves, as interrupted", async () => {
  const folder = temporaryFolder();
  const args = ["--multirun", ...SMALL, "phase1.trainer.epochs=1000", "phase1.trainer.seed=1,2"];
  const begun = () => {
    const [sweep] = sweepsIn(folder);
    return runsOf(sweep!).filter((run) => existsSync(join(run, "facts/status.json")));
  };
  await runCommand("train", args, {
    folder,
    onOutput: async (output, kill) => {
      if (!output.includes("#1 seed=2: started\n")) return;
      await expect.poll(() => begun().length, { timeout: 30_000 }).toBe(2);
      kill("SIGKILL");
    },
  });
  const [sweep] = sweepsIn(folder);
  await expect.poll(() => statesOf(sweep!), { timeout: 30_000 }).toEqual(["interrupted", "interrupted"]);
});

test("two sweeps of the same second share no folder", async () => {
  const folder = temporaryFolder();
  const args = ["--multirun", ...SMALL, "phase1.trainer.epochs=1", "phase1.trainer.seed=1,2"];
  const both = await Promise.all([1, 2].map(() => runCommand("train", args, { folder })));
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const sweeps = sweepsIn(folder);
  expect(sweeps).toHaveLength(2);
  const runs = sweeps.flatMap(runsOf);
  expect(new Set(runs).size).toBe(4);
  for (const sweep of sweeps) expect(statesOf(sweep)).toEqual(["finished", "finished"]);
});

test("a bad point or a bad launcher is refused before anything is made", async () => {
  const cases = [
    ["config/wrong-type", "phase1.trainer.epochs=1,many"],
    ["config/wrong-type", "phase1.trainer.seed=1,2", "hydra.launcher.n_jobs=0"],
    ["config/unknown-key", "phase1.trainer.seed=1,2", "+hydra.launcher.jobs=2"],
  ] as const;
  for (const [code, ...overrides] of cases) {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await runCommand("train", ["--multirun", ...SMALL, ...overrides], { folder });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error ${code}:`);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test("a sweep's folder that was named is planned once", async () => {
  const folder = temporaryFolder();
  const args = ["--multirun", ...SMALL, "phase1.trainer.epochs=1", "phase1.trainer.seed=1", "hydra.sweep.dir=mine"];
  expect((await runCommand("train", args, { folder })).exitCode).toBe(0);
  const before = readFileSync(join(folder, "mine/manifest.json"), "utf8");
  const { exitCode, stderr } = await runCommand("train", args, { folder });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error hpc/sweep-exists");
  expect(readFileSync(join(folder, "mine/manifest.json"), "utf8")).toBe(before);
});

const EXPERIMENT = `# @package _global_
hydra:
  mode: MULTIRUN
  sweeper:
    params:
      phase1/latent_space: none,linear
      phase1.trainer.lr: 1e-3,1e-4
      phase1.trainer.seed: 1,2
    zip:
      - [phase1/latent_space, phase1.trainer.lr]
    points:
      - {phase1.trainer.batch_size: 64}
      - {phase1.trainer.batch_size: 128, phase1.trainer.grad_clip: 0}
    exclude:
      - {phase1/latent_space: linear, phase1.trainer.seed: 2}
`;

test("zip, points and exclude stand in an experiment, and a dry run shows what they come to", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "mine/phase1/experiment"), { recursive: true });
  writeFileSync(join(folder, "mine/phase1/experiment/e.yaml"), EXPERIMENT);
  const experiment = ["--config-dir", "mine", "+phase1/experiment=e", ...SMALL];
  const { exitCode, stdout, stderr } = await runCommand("train", ["--dry-run", ...experiment], { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("6 jobs, all composed and checked; none was started");
  const lines = stdout.split("\n").slice(1, 7);
  expect(lines.map((line) => line.split(/ +/).slice(1, 6).join(" "))).toEqual([
    "none 64 0.001 1.0 1",
    "none 64 0.001 1.0 2",
    "linear 64 0.0001 1.0 1",
    "none 128 0.001 0 1",
    "none 128 0.001 0 2",
    "linear 128 0.0001 0 1",
  ]);
  expect(readdirSync(folder)).toEqual(["mine"]);

  const refused = await runCommand("train", [...experiment, "phase1.trainer.seed=1"], { folder });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("error config/bad-sweep: it leaves out nothing: no point has phase1.trainer.seed=2");
});
