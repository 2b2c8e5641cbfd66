/**
 * @file A sweep on a real Slurm, its daemons on this machine's loopback: a node is lost in the middle and a job is
 * preempted, and everything is finished and byte-identical at the end. Skipped, aloud, where Slurm is not installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";
import { epochsDone, resultOf, statusOf, sweepIn } from "./finished-sweep.ts";

const SCRIPT = join(import.meta.dirname, "../../../../scripts/slurm-test-cluster.sh");
/** Slurm takes half a minute to believe that a node is lost; the rest is eight trainings on one core each. */
const TIMEOUT_MS = 420_000;

const SWEEP = [
  "--multirun",
  "data=synthetic",
  ...["n_train=1500", "n_val=200", "n_test=200"].map((size) => `data.${size}`),
  "logging.make_plots=false",
  "phase1/latent_space=vq",
  "phase1.trainer.epochs=50",
  "phase1.trainer.seed=1,2,3,4,5,6,7,8",
];

const { PATH } = process.env;
const hasSlurm = spawnSync("slurmctld", ["-V"], { env: { PATH: `${PATH}:/usr/sbin` } }).status === 0;
if (!hasSlurm) console.warn("SKIPPED: the sweep on Slurm, because it is not installed (scripts/install-witnesses.sh)");

test.skipIf(!hasSlurm)(
  "a sweep on Slurm outlives a lost node and a preempted job, and ends with the bytes of a sweep that had neither",
  { timeout: TIMEOUT_MS },
  async () => {
    const cluster = startCluster();
    const folder = temporaryFolder();
    const environment = { SLURM_CONF: cluster.config };
    const args = [...SWEEP, "hydra/launcher=slurm", "hydra.launcher.cpus=1", "hydra.launcher.memory_mib=500"];
    const submitted = await runCommand("train", args, { folder, environment });
    expect(submitted.exitCode, submitted.stderr).toBe(0);
    expect(submitted.stdout).toMatch(/Submitted batch job \d+/);
    const { runs } = sweepIn(folder);

    const onNode = (node: string) => cluster.running().filter((task) => task.node === node);
    const areTraining = (node: string) => {
      const tasks = onNode(node);
      return tasks.length > 0 && tasks.every(({ point }) => epochsDone(runs[point]!) > 0);
    };
    await until(() => areTraining("node1") && areTraining("node2"));
    const lost = onNode("node1").map(({ point }) => point);
    cluster.do("kill-node", "node1");
    cluster.slurm("sbatch", "--partition=urgent", "--nodelist=node2", "--wrap=true", "--output=/dev/null");
    await until(() => resumedOf(runs).length > 0);
    const preempted = resumedOf(runs);
    const warned = await answerOf(() => onNode("node2").find(({ point }) => isFresh(runs[point]!)));
    cluster.slurm("scancel", "--batch", "--signal=USR1", warned.id); // what `--signal` sends before the time limit
    await until(() => runs.every((run) => hasBegun(run) && statusOf(run).status === "finished"));
    expect(resumedOf(runs)).toEqual(expect.arrayContaining([...lost, ...preempted, warned.point]));

    const local = temporaryFolder();
    expect((await runCommand("train", [...SWEEP, "threads=1"], { folder: local })).exitCode).toBe(0);
    expect(runs.map(resultOf)).toEqual(sweepIn(local).runs.map(resultOf));
  },
);

const SEARCH = [
  ...SWEEP.filter((text) => !text.startsWith("phase1.")),
  "phase1.trainer.epochs=40",
  "phase1.trainer.lr=tag(log,interval(1e-5,1e-2))",
  ...["hydra/launcher=slurm", "hydra.launcher.cpus=1", "hydra.launcher.memory_mib=500"],
  "hydra.sweeper.asha={min_epochs:10,reduction_factor:2}",
];

test.skipIf(!hasSlurm)(
  "a search on Slurm: two workers take six trials, one is lost with its node, and its trial is taken up again",
  { timeout: TIMEOUT_MS },
  async () => {
    const cluster = startCluster();
    const folder = temporaryFolder();
    const environment = { SLURM_CONF: cluster.config };
    const sizes = ["hydra/sweeper=tpe", "hydra.sweeper.n_trials=6", "hydra.sweeper.n_startup_trials=2"];
    // a worker takes a whole node
    const args = [...SEARCH, ...sizes, "hydra.launcher.cpus=2", "threads=1"];
    const submitted = await runCommand("train", args, { folder, environment });
    expect(submitted.exitCode, submitted.stderr).toBe(0);
    const runsNow = () => sweepIn(folder).runs;
    await until(
      () =>
        cluster.running().length === 2 &&
        runsNow()
          .slice(0, 2)
          .every((run) => epochsDone(run) > 0),
    );
    cluster.do("kill-node", "node1");
    const isOver = (run: string) => hasBegun(run) && /^(finished|pruned)$/.test(endOf(run));
    await until(() => runsNow().length === 6 && runsNow().every(isOver));
    const runs = runsNow();
    const [takenUp] = resumedOf(runs);
    expect(takenUp).toBeDefined();

    const { sweep } = sweepIn(folder);
    await until(() => cluster.running().length === 0);
    const status = await runCommand("train", ["sweep-status", sweep], { folder });
    expect(status.stdout).toMatch(/^6 points: .*\ntpe search, 6 of 6 trials; best val_loss so far \d/);
    expect(readFileSync(join(sweep, "optimization_results.yaml"), "utf8")).toMatch(/^name: tpe\n/);
  },
);

test.skipIf(!hasSlurm)("a random search on Slurm prunes itself", { timeout: TIMEOUT_MS }, async () => {
  const cluster = startCluster();
  const folder = temporaryFolder();
  const args = [...SEARCH, "hydra/sweeper=random", "hydra.sweeper.n_trials=4"];
  const submitted = await runCommand("train", args, { folder, environment: { SLURM_CONF: cluster.config } });
  expect(submitted.exitCode, submitted.stderr).toBe(0);
  const { sweep, runs } = sweepIn(folder);
  await until(() => runs.every((run) => hasBegun(run) && /^(finished|pruned)$/.test(endOf(run))));
  expect(runs.map(endOf)).toContain("pruned");
  await until(() => existsSync(join(sweep, "optimization_results.yaml")));
});

function startCluster() {
  const folder = mkdtempSync("/tmp/slurm-"); // short: the path of a socket has 107 characters at most
  const run = (command: string, ...args: string[]) =>
    execFileSync(SCRIPT, [command, folder, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  onTestFinished(() => {
    run("stop");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  run("start");
  const config = join(folder, "slurm.conf");
  const slurm = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { env: { ...process.env, SLURM_CONF: config }, encoding: "utf8" });
  return {
    config,
    do: run,
    slurm,
    running: () =>
      slurm("squeue", "--noheader", "--array", "--partition=long", "--states=RUNNING", "--format=%i %K %N")
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" "))
        .map(([id, point, node]) => ({ id: id!, point: Number(point), node: node! })),
  };
}

const endOf = (run: string) => statusOf(run).reason ?? statusOf(run).status;
const hasBegun = (run: string) => existsSync(join(run, "facts/status.json"));
/** In the middle of its training, for the first time. */
const isFresh = (run: string) => epochsDone(run) > 0 && statusOf(run).resumes === 0;
/** Points whose training was taken up again. */
const resumedOf = (runs: readonly string[]) =>
  runs.flatMap((run, point) => (hasBegun(run) && statusOf(run).resumes > 0 ? [point] : []));

async function until(isTrue: () => boolean): Promise<void> {
  await answerOf(() => isTrue() || undefined);
}

/** Asks until there is an answer. */
async function answerOf<T>(answer: () => T | undefined): Promise<T> {
  for (;;) {
    const given = answer();
    if (given !== undefined) return given;
    await setTimeout(200);
  }
}
