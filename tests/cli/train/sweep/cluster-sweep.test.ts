/**
 * @file Sweeps by way of batch systems. There is none here: programs of the same names run what the submitted files say,
 * and end the first job early, once.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";
import { fakeCluster } from "./fake-cluster/fake-cluster.ts";
import { resultOf, statusOf, sweepIn } from "./finished-sweep.ts";

/** Three or four whole sweeps, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const SWEEP = [
  "--multirun",
  "data=synthetic",
  ...["n_train=300", "n_val=100", "n_test=100"].map((size) => `data.${size}`),
  "logging.make_plots=false",
  "phase1.trainer.epochs=30",
  "phase1.trainer.seed=1,2",
  "hydra.launcher.cpus=1",
];

test.each([
  ["htcondor", ["point 0 ended with 143", "point 0 ended with 0", "point 1 ended with 0"]],
  ["slurm", ["task 0 ended with 143", "task 0 ended with 0", "task 1 ended with 0"]],
])(
  "%s runs every point, and one that was ended early again, to the same bytes",
  { timeout: TIMEOUT_MS },
  async (kind, ends) => {
    const folder = temporaryFolder();
    const environment = fakeCluster(folder);
    const { exitCode, stdout, stderr } = await runCommand("train", [...SWEEP, `hydra/launcher=${kind}`], {
      folder,
      environment,
    });
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trim().split("\n").slice(-3)).toEqual(ends);
    const { runs } = sweepIn(folder);
    expect(runs.map((run) => statusOf(run))).toMatchObject([
      { status: "finished", resumes: 1 },
      { status: "finished", resumes: 0 },
    ]);
    const local = temporaryFolder();
    const args = SWEEP.filter((text) => !text.startsWith("hydra.launcher"));
    expect((await runCommand("train", [...args, "threads=1"], { folder: local })).exitCode).toBe(0);
    expect(runs.map(resultOf)).toEqual(sweepIn(local).runs.map(resultOf));
  },
);

test.each(["htcondor", "slurm"])("%s takes a random search, whose points prune themselves", {
  timeout: TIMEOUT_MS,
}, async (kind) => {
  const folder = temporaryFolder();
  const environment = fakeCluster(folder);
  const search = [
    ...SWEEP.filter((text) => !/seed|epochs/.test(text)),
    "phase1.trainer.epochs=6",
    "phase1.trainer.lr=choice(1e-2,1e-3,1e-7)",
    "hydra/sweeper=random",
    "hydra.sweeper.n_trials=3",
    "hydra.sweeper.asha={min_epochs:1,reduction_factor:3}",
    `hydra/launcher=${kind}`,
  ];
  const { exitCode, stderr } = await runCommand("train", search, { folder, environment });
  expect(exitCode, stderr).toBe(0);
  const { sweep, runs } = sweepIn(folder);
  const reasons = runs.map((run) => statusOf(run)).map(({ status, reason }) => reason ?? status);
  expect(reasons).toContain("finished");
  expect(reasons).toContain("pruned");
  const { stdout } = await runCommand("train", [`resume=${sweep}`], { folder, environment });
  expect(stdout).toMatch(/^[12] of 3 points are finished, [12] pruned\nbest val_loss .*phase1\.trainer\.lr=0\.01\n/);
});

test.each([
  ["htcondor", "worker 0"],
  ["slurm", "task 0"],
])(
  "%s takes a search that learns: its workers take trials until there are none, also those that another left",
  {
    timeout: TIMEOUT_MS,
  },
  async (kind, first) => {
    const folder = temporaryFolder();
    const environment = fakeCluster(folder);
    const search = [
      ...SWEEP.filter((text) => !/seed|epochs/.test(text)),
      "phase1.trainer.epochs=9",
      "phase1.trainer.lr=tag(log,interval(1e-6,1e-2))",
      "hydra/sweeper=tpe",
      "hydra.sweeper.n_trials=6",
      "hydra.sweeper.n_startup_trials=2",
      "hydra.sweeper.asha={min_epochs:1,reduction_factor:3}",
      `hydra/launcher=${kind}`,
    ];
    const { exitCode, stdout, stderr } = await runCommand("train", search, { folder, environment });
    expect(exitCode, stderr).toBe(0);
    // as many workers as the search begins with; the first one was told to stop, and was started again
    expect(stdout.match(/ended with \d+/g)!.toSorted()).toEqual(["ended with 0", "ended with 0", "ended with 143"]);
    expect(stdout).toContain(`${first} ended with 143`);
    const { sweep, runs } = sweepIn(folder);
    expect(runs).toHaveLength(6);
    const states = runs.map(statusOf);
    for (const { status, reason } of states) expect(reason ?? status).toMatch(/^(finished|pruned)$/);
    expect(states.filter(({ resumes }) => resumes === 1)).toHaveLength(1);
    const { points } = JSON.parse(readFileSync(join(sweep, "manifest.json"), "utf8")) as {
      readonly points: readonly { readonly overrides: readonly string[] }[];
    };
    expect(new Set(points.map(({ overrides }) => overrides.join())).size).toBe(6);
    expect(readFileSync(join(sweep, "optimization_results.yaml"), "utf8")).toMatch(/^name: tpe\nbest_params:\n/);

    const status = await runCommand("train", ["sweep-status", sweep], { folder });
    expect(status.stdout).toMatch(/^6 points: .*\ntpe search, 6 of 6 trials; best val_loss so far \d/);
    const again = await runCommand("train", [`resume=${sweep}`], { folder, environment });
    expect(again.stdout).toMatch(/^\d of 6 points are finished.*\nbest val_loss/);
  },
);

test.each([
  ["htcondor", /^queue worker in \(0, 1, 2\)$/m, "worker=EXP/manifest.json#$(worker)'\""],
  ["slurm", /^#SBATCH --array=0,1,2%3$/m, "'worker=EXP/manifest.json#'\"$SLURM_ARRAY_TASK_ID\""],
])("a dry run for %s shows what would be submitted, and makes nothing", async (kind, queue, command) => {
  const folder = temporaryFolder();
  const args = ["--dry-run", ...SWEEP.slice(0, -2), "hydra/sweeper=tpe", "phase1.trainer.lr=interval(1e-4,1e-3)"];
  const wanted = [...args, "hydra.launcher.max_jobs=3", `hydra/launcher=${kind}`];
  const { exitCode, stdout, stderr } = await runCommand("train", wanted, { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("10 jobs, all composed and checked; none was started\n");
  expect(stdout).toMatch(queue);
  expect(stdout.replace(/worker=\S*\/exp_[^/]*/g, "worker=EXP")).toContain(command);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["htcondor", "sweep.sub", /^queue point in \(0, 1\)$/m],
  ["slurm", "sweep.sbatch", /^#SBATCH --array=0,1$/m],
])("%s with submit=false shows the file and submits nothing", async (kind, file, queue) => {
  const folder = temporaryFolder();
  const args = [...SWEEP, `hydra/launcher=${kind}`, "hydra.launcher.submit=false"];
  const { exitCode, stdout, stderr } = await runCommand("train", args, { folder });
  expect(exitCode, stderr).toBe(0);
  const { sweep, runs } = sweepIn(folder);
  const text = readFileSync(join(sweep, file), "utf8");
  expect(text).toMatch(queue);
  expect(stdout).toContain(text);
  for (const run of runs) expect(existsSync(join(run, "facts"))).toBe(false);
});

test("a machine without the batch system says so", async () => {
  const folder = temporaryFolder();
  const args = [...SWEEP, "hydra/launcher=slurm"];
  const { exitCode, stderr } = await runCommand("train", args, { folder, environment: { PATH: "/nowhere" } });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error hpc/no-batch-system");
});
