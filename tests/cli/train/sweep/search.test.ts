/** @file A search end to end: random and by TPE, pruned, killed and taken up again. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";
import { resultOf, statusOf, sweepIn } from "./finished-sweep.ts";

const TIMEOUT_MS = 300_000;

const SMALL = ["data=synthetic", "data.n_train=200", "data.n_val=64", "data.n_test=64", "logging.make_plots=false"];
const SEARCH = [
  "--multirun",
  ...SMALL,
  "hydra.launcher.n_jobs=1",
  "threads=1",
  "phase1.trainer.epochs=3",
  "phase1.trainer.batch_size=32",
  "phase1.trainer.lr=tag(log, interval(1e-5, 1e-1))",
  "phase1/latent_space=none,linear",
];
const TPE = [...SEARCH, "hydra/sweeper=tpe", "hydra.sweeper.n_startup_trials=2", "hydra.sweeper.n_trials=5"];

interface Manifest {
  readonly points: readonly { readonly overrides: readonly string[]; readonly run: string }[];
}
const manifestOf = (sweep: string) => JSON.parse(readFileSync(join(sweep, "manifest.json"), "utf8")) as Manifest;
/** What was searched over, of each point. */
const proposals = (sweep: string) => manifestOf(sweep).points.map(({ overrides }) => overrides.slice(-2));

test("a TPE search that is killed again and again makes the same proposals and ends with the same bytes", {
  timeout: TIMEOUT_MS,
}, async () => {
  const args = [...TPE, "hydra.sweeper.asha={min_epochs:1,reduction_factor:2}"];
  const whole = temporaryFolder();
  const first = await runCommand("train", args, { folder: whole });
  expect(first.exitCode, first.stderr).toBe(0);
  const one = sweepIn(whole);
  expect(one.runs).toHaveLength(5);
  const stateOf = (run: string) => statusOf(run).reason ?? statusOf(run).status;
  const states = one.runs.map(stateOf);
  expect(states).toContain("pruned");
  expect(states).toContain("finished");

  const folder = temporaryFolder();
  const killAfter = (text: string) => ({
    folder,
    ownGroup: true,
    onOutput: (output: string, kill: (signal: NodeJS.Signals) => void) => output.includes(text) && kill("SIGKILL"),
  });
  expect((await runCommand("train", args, killAfter("#1 lr"))).exitCode).toBe(null);
  const { sweep } = sweepIn(folder);
  for (const number of [3, 4]) {
    const { exitCode } = await runCommand("train", [`resume=${sweep}`], killAfter(`#${number} lr`));
    expect(exitCode).toBe(null);
  }
  const endedBefore = sweepIn(folder)
    .runs.filter((run) => existsSync(join(run, "facts/status.json")))
    .map((run) => [run, statusOf(run).ended_at] as const)
    .filter(([, endedAt]) => endedAt !== null);
  expect(endedBefore.length).toBeGreaterThan(2);
  const last = await runCommand("train", [`resume=${sweep}`], { folder: temporaryFolder() });
  expect(last.exitCode, last.stderr).toBe(0);
  expect(last.stdout).toMatch(/best val_loss \d.*\nresults: .*optimization_results\.yaml/);

  const two = sweepIn(folder);
  expect(proposals(sweep)).toEqual(proposals(one.sweep));
  expect(two.runs.map(stateOf)).toEqual(states);
  expect(two.runs.map(resultOf)).toEqual(one.runs.map(resultOf));
  for (const [run, endedAt] of endedBefore) expect(statusOf(run).ended_at).toBe(endedAt);
  const text = (of: string) => readFileSync(join(of, "optimization_results.yaml"), "utf8").replace(/best_run: .*/, "");
  expect(text(sweep)).toBe(text(one.sweep));
  expect(text(sweep)).toMatch(
    /^name: tpe\nbest_params:\n {2}phase1\.trainer\.lr: .*\n {2}phase1\/latent_space: .*\nbest_value: /,
  );

  const again = await runCommand("train", [`resume=${sweep}`], { folder });
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toMatch(/^\d of 5 points are finished, \d pruned\nbest val_loss/);
  expect(sweepIn(folder).runs).toHaveLength(5);

  const status = await runCommand("train", ["sweep-status", sweep], { folder });
  expect(status.stdout).toMatch(
    /^5 points: \d finished, \d pruned\ntpe search, 5 of 5 trials; best val_loss so far \d/,
  );
  expect(status.stdout).toMatch(/#\d lr=\S+ latent_space=\w+ +pruned +[12]\/3/);

  // a pruned run is none that waits
  const auto = await runCommand("train", ["resume=auto"], { folder });
  expect(auto.stderr).toContain("error train/nothing-open");
});

test("a search is not taken up again on other configs", { timeout: TIMEOUT_MS }, async () => {
  const folder = temporaryFolder();
  const { exitCode } = await runCommand("train", TPE, {
    folder,
    ownGroup: true,
    onOutput: (output, kill) => output.includes("#0 lr") && kill("SIGKILL"),
  });
  expect(exitCode).toBe(null);
  const { sweep } = sweepIn(folder);
  const config = join(sweep, "points/0/config.yaml");
  writeFileSync(config, readFileSync(config, "utf8").replace("batch_size: 32", "batch_size: 33"));
  const { stderr } = await runCommand("train", [`resume=${sweep}`], { folder });
  expect(stderr).toContain("error hpc/other-configs");
  expect(manifestOf(sweep).points).toHaveLength(2);
});

test("what cannot be searched is refused before anything is made", async () => {
  const cases = [
    ["hpc/search-waits", ...TPE.filter((word) => !word.includes("n_jobs")), "hydra/launcher=basic"],
    ["config/bad-sweep", "--multirun", ...SMALL, "hydra/sweeper=tpe"],
    ["config/unknown-option", ...SEARCH.slice(0, -1), "phase1/latent_space=none,liner", "hydra/sweeper=random"],
    ["config/wrong-type", ...SEARCH, "hydra/sweeper=random", "phase1.trainer.epochs=int(interval(-3,3))"],
  ] as const;
  for (const [code, ...args] of cases) {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await runCommand("train", args, { folder });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error ${code}:`);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test.each([
  ["rec_token", "phase1/latent_space=none", "hydra.sweeper.metric=rec_tokens"],
  ["perplex", "phase1/latent_space=vq,none", "hydra.sweeper.metric=val_loss"],
])("a metric that a point would not have (%s, %s) is told before anything is made, by those that it would", async (metric, space, fix) => {
  const folder = temporaryFolder();
  const search = [...SEARCH.filter((word) => !word.includes("latent_space")), space, "hydra/sweeper=random"];
  const args = [...search, `hydra.sweeper.metric=${metric}`, "hydra/launcher=htcondor"];
  const { exitCode, stderr } = await runCommand(
    "train",
    args.filter((word) => !word.includes("n_jobs")),
    { folder },
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error training/unknown-metric");
  expect(stderr).toContain(`try:   ${fix}`);
  expect(readdirSync(folder)).toEqual([]);
});

const EXPERIMENT = `# @package _global_
defaults:
  - override /hydra/sweeper: tpe
hydra:
  mode: MULTIRUN
  sweeper:
    n_trials: 5
    n_startup_trials: 2
    params:
      phase1.trainer.lr: tag(log, interval(1e-5, 1e-1))
`;

test("a dry run of an experiment shows the points that are known, and says how many are not", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "mine/phase1/experiment"), { recursive: true });
  writeFileSync(join(folder, "mine/phase1/experiment/e.yaml"), EXPERIMENT);
  const args = ["--config-dir", "mine", "--dry-run", "+phase1/experiment=e", ...SMALL];
  const { exitCode, stdout, stderr } = await runCommand("train", args, { folder });
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("2 jobs, all composed and checked; none was started\n");
  expect(stdout).toContain("3 of 5 trials are proposed when there are results\n");
  expect(readdirSync(folder)).toEqual(["mine"]);
});
