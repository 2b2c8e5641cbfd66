/** @file The command line of an application: what it prints, what it makes, and what it leaves alone. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of the config
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Job } from "#config";
import { makeTree, run } from "./trees.ts";

const conf = {
  "conf/config.yaml":
    "defaults:\n  - _self_\n  - model: mlp\nlr: 0.1\nname: ${model.kind}-${lr}\nhydra:\n  run: {dir: '${oc.env:OUT}/run_${now:%Y%m%d-%H%M%S}'}\n  sweep: {dir: '${oc.env:OUT}/sweep_${now:%H%M%S}'}\n",
  "conf/model/mlp.yaml": "kind: mlp\nbeta: 0.25\n",
  "conf/model/gnn.yaml": "kind: gnn\nlayers: 3\n",
};

const runIn = (folder: string, argv: readonly string[], parts: Parameters<typeof run>[2] = {}) =>
  run(folder, argv, parts, { OUT: join(folder, "out") });

/** A task that notes the jobs it was given. */
function recorder(): { readonly jobs: Job[]; readonly task: (job: Job) => Promise<void> } {
  const jobs: Job[] = [];
  return {
    jobs,
    task: async (job) => {
      jobs.push(job);
    },
  };
}

test("a job gets its config frozen, its folder made, and its config written there", async () => {
  using tree = makeTree(conf);
  const { jobs, task } = recorder();
  expect((await runIn(tree.folder, ["lr=3"], { task })).code).toBe(0);
  const [job] = jobs;
  expect(job!.config).toEqual({ lr: 3, name: "mlp-3", model: { kind: "mlp", beta: 0.25 } });
  expect(Object.isFrozen(job!.config["model"])).toBe(true);
  expect(job!.runFolder).toBe(join(tree.folder, "out/run_20261122-201503"));
  expect(readFileSync(join(job!.runFolder, ".hydra/overrides.yaml"), "utf8")).toBe("- lr=3\n");
  expect(readFileSync(join(job!.runFolder, ".hydra/hydra.yaml"), "utf8")).toContain(`output_dir: ${job!.runFolder}`);
});

test("two runs in one second never share a folder", async () => {
  using tree = makeTree(conf);
  const { jobs, task } = recorder();
  await Promise.all([1, 2, 3].map(() => runIn(tree.folder, [], { task })));
  expect(jobs.map((job) => job.runFolder.replace(/.*run_/, "")).sort()).toEqual([
    "20261122-201503",
    "20261122-201503_2",
    "20261122-201503_3",
  ]);
});

test("two sweeps in one second never share a folder", async () => {
  using tree = makeTree(conf);
  const { jobs, task } = recorder();
  for (const _ of [1, 2]) expect((await runIn(tree.folder, ["-m", "lr=1,2"], { task })).code).toBe(0);
  expect(readdirSync(join(tree.folder, "out")).sort()).toEqual(["sweep_201503", "sweep_201503_2"]);
  expect(new Set(jobs.map((job) => job.runFolder)).size).toBe(4);
});

test("jobs that a sweep puts elsewhere have folders of their own, too", async () => {
  const text = "lr: 0\nhydra:\n  sweep: {dir: '${oc.env:OUT}/sweeps/a', subdir: '../../runs/job${hydra.job.num}'}\n";
  using tree = makeTree({ "conf/config.yaml": text });
  const { jobs, task } = recorder();
  for (const _ of [1, 2]) expect((await runIn(tree.folder, ["-m", "lr=1,2"], { task })).code).toBe(0);
  expect(jobs.map((job) => job.runFolder.replace(/.*runs\//, ""))).toEqual(["job0", "job1", "job0_2", "job1_2"]);
});

test("a folder that was named and holds a run is refused, unless the application goes on in it or leaves it", async () => {
  using tree = makeTree(conf);
  const folder = join(tree.folder, "mine");
  mkdirSync(join(folder, "facts"), { recursive: true });
  const argv = [`hydra.run.dir=${folder}`];
  const refused = await runIn(tree.folder, argv);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("error config/run-folder-in-use");
  const { jobs, task } = recorder();
  expect((await runIn(tree.folder, argv, { task, whenFolderInUse: () => "skip" })).code).toBe(0);
  expect(jobs).toHaveLength(0);
  expect((await runIn(tree.folder, argv, { task, whenFolderInUse: () => "run" })).code).toBe(0);
  expect(jobs[0]!.runFolder).toBe(folder);
});

test("every point is checked before the first starts, and a bad one leaves nothing behind", async () => {
  using tree = makeTree(conf);
  const { jobs, task } = recorder();
  const check = (job: Job) => {
    if (job.config["lr"] === 3) throw new Error("the third point is bad");
  };
  expect((await runIn(tree.folder, ["-m", "lr=1,2,3"], { task, check })).code).toBe(1);
  expect(jobs).toHaveLength(0);
  expect(existsSync(join(tree.folder, "out"))).toBe(false);
});

test("missing values are all named, with their lines, before anything is made", async () => {
  using tree = makeTree({ ...conf, "conf/model/mlp.yaml": "kind: ???\nbeta: ???\n" });
  const { code, stderr } = await runIn(tree.folder, [], { check: () => {} });
  expect(code).toBe(1);
  expect(stderr.match(/error config\/missing-value/g)).toHaveLength(2);
  expect(stderr).toContain("mlp.yaml:2");
  expect(existsSync(join(tree.folder, "out"))).toBe(false);
});

test.skipIf(process.getuid?.() === 0)(
  "an output folder that cannot be written is one error and leaves nothing",
  async () => {
    using tree = makeTree(conf);
    mkdirSync(join(tree.folder, "out"));
    chmodSync(join(tree.folder, "out"), 0o500);
    const { code, stderr } = await runIn(tree.folder, []);
    chmodSync(join(tree.folder, "out"), 0o700);
    expect(code).toBe(1);
    expect(stderr).toContain("error config/unwritable-folder");
    expect(readdirSync(join(tree.folder, "out"))).toEqual([]);
  },
);

test("an output folder that is a file is one error and stays a file", async () => {
  using tree = makeTree(conf);
  writeFileSync(join(tree.folder, "out"), "mine");
  const { code, stderr } = await runIn(tree.folder, ["a/b"].slice(1));
  expect(code).toBe(1);
  expect(stderr.match(/^error config\/unwritable-folder/gm)).toHaveLength(1);
  expect(readFileSync(join(tree.folder, "out"), "utf8")).toBe("mine");
});

test("a dry run starts nothing and shows what differs between the points", async () => {
  using tree = makeTree(conf);
  const { jobs, task } = recorder();
  const { code, stdout } = await runIn(tree.folder, ["-m", "--dry-run", "lr=1,2", "model=gnn,mlp"], { task });
  expect(code).toBe(0);
  expect(jobs).toHaveLength(0);
  expect(existsSync(join(tree.folder, "out"))).toBe(false);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^# +lr +name +model\.kind +model\.layers +model\.beta +run folder$/);
  expect(lines).toHaveLength(6);
});

test("a dry run is as wide as the terminal: what was typed first, short names, and what has no room is named", async () => {
  using tree = makeTree(conf);
  const dryRun = (columns: number) => {
    const argv = ["-m", "--dry-run", "lr=1,2", "model=gnn,mlp"];
    return run(tree.folder, argv, {}, { OUT: join(tree.folder, "out") }, columns);
  };
  const lines = (await dryRun(40)).stdout.trimEnd().split("\n");
  for (const line of lines.slice(0, 5)) expect(line.length).toBeLessThanOrEqual(40);
  expect(lines.slice(0, 2)).toEqual(["#  lr  model  name   layers  run folder", "0  1   gnn    gnn-1  3       0"]);
  expect(lines[5]).toBe(`run folders below ${join(tree.folder, "out/sweep_201503")}`);
  expect(lines[6]).toBe("also different: model.beta");
  expect((await dryRun(1000)).stdout).toContain(join(tree.folder, "out/sweep_201503/3\n"));
});

test("explain tells in order where a value came from", async () => {
  using tree = makeTree(conf);
  const { stdout } = await runIn(tree.folder, ["--info", "explain", "name", "lr=5"]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toBe("name = mlp-5");
  expect(lines.slice(-3)[0]).toBe("lr = 5");
  expect(lines.slice(-2)[0]).toMatch(/config\.yaml:4 +0\.1$/);
  expect(lines.at(-1)).toMatch(/override lr=5 +5 +← in effect$/);
});

test("--info model prints what the application says of a job, or that there is nothing to say", async () => {
  using tree = makeTree(conf);
  const describe = async ({ config }: Job) => [`lr ${config["lr"]}`];
  const { code, stdout } = await runIn(tree.folder, ["--info", "model", "lr=5"], { describe });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "lr 5\n" });
  expect(existsSync(join(tree.folder, "out"))).toBe(false);
  const none = await runIn(tree.folder, ["--info", "model"]);
  expect(none.code).toBe(1);
  expect(none.stderr).toContain("error config/bad-command");
});

test("--info devices prints what the application says of the machine", async () => {
  using tree = makeTree(conf);
  const devices = async ({ config }: Job) => ["cpu", `lr ${config["lr"]}`];
  const { code, stdout } = await runIn(tree.folder, ["--info", "devices", "lr=5"], { devices });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "cpu\nlr 5\n" });
});

test.each([
  ["demo mod", ["model=", "model."]],
  ["demo model=g", ["model=gnn"]],
  ["demo -m model=gnn,", ["model=gnn,gnn", "model=gnn,mlp"]],
  ["demo model=gnn model.l", ["model.layers="]],
  ["demo lr=", ["lr=0.1"]],
  ["demo --cfg j", ["job"]],
  ["demo --inf", ["--info"]],
  ["demo hydra.run.", ["hydra.run.dir="]],
])("Tab after %j offers %j", async (line, words) => {
  using tree = makeTree(conf);
  const environment = { OUT: "/nowhere", COMP_LINE: line };
  const { stdout } = await run(tree.folder, ["--shell-completion", "query=bash"], {}, environment);
  expect(stdout.trimEnd().split("\n")).toEqual(words);
});

test.each(["bash", "zsh", "fish"])("the completion of %s is a script that names the command", async (shell) => {
  using tree = makeTree(conf);
  const { code, stdout } = await runIn(tree.folder, ["--shell-completion", `install=${shell}`]);
  expect(code).toBe(0);
  expect(stdout).toContain(`demo --shell-completion query=${shell}`);
});

test.each([
  [["phase1/tokenizer=vq"], "phase1/latent_space=vq"],
  [["+phase1.tokenizer.size=3"], "+phase1.latent_space.size=3"],
])("an old key in %j is refused by its new name", async (argv, fix) => {
  using tree = makeTree(conf);
  const { code, stderr } = await runIn(tree.folder, argv, {
    legacyKeys: { "phase1.tokenizer": "phase1.latent_space" },
  });
  expect(code).toBe(1);
  expect(stderr).toContain("error config/legacy-key");
  expect(stderr).toContain(`try:   ${fix}`);
});

test("an old key in a file is refused with its line", async () => {
  using tree = makeTree({ ...conf, "conf/model/mlp.yaml": "kind: mlp\nold_name: 1\n" });
  const { stderr } = await runIn(tree.folder, ["--cfg", "job"], { legacyKeys: { "model.old_name": "it is gone" } });
  expect(stderr).toMatch(/error config\/legacy-key: .*it is gone\n.*mlp\.yaml:2/);
});

test("an old group in a defaults list is refused with its line", async () => {
  using tree = makeTree({ ...conf, "conf/config.yaml": "defaults:\n  - _self_\n  - old_model: mlp\n" });
  const { stderr } = await runIn(tree.folder, ["--cfg", "job"], { legacyKeys: { old_model: "model" } });
  expect(stderr).toMatch(/error config\/legacy-key: .*called model now\n.*config\.yaml:3/);
});

test("an error that can be fixed is printed without a stack, any other with one", async () => {
  using tree = makeTree(conf);
  const ours = await runIn(tree.folder, ["model=mpl"]);
  expect(ours.stderr).toMatch(/^error config\/unknown-option: /);
  expect(ours.stderr).not.toContain("    at ");
  const bug = await runIn(tree.folder, [], { task: () => Promise.reject(new Error("a bug")) });
  expect(bug.code).toBe(1);
  expect(bug.stderr).toContain("    at ");
});

test.each([
  [["--bogus"], 2],
  [["--cfg", "nope"], 2],
  [["lr=1", "--cfg", "job", "model=gnn"], 2],
  [["--version"], 0],
  [["--help"], 0],
])("%j ends with exit code %i", async (argv, code) => {
  using tree = makeTree(conf);
  expect((await runIn(tree.folder, argv)).code).toBe(code);
});

test("a job logs to the console and to its file as hydra.job_logging says", async () => {
  using tree = makeTree(conf);
  const task = async (job: Job) => {
    job.logger("training").info("hello");
    job.logger("training").debug("unheard");
  };
  const { stdout } = await runIn(tree.folder, [], { task });
  expect(stdout).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\]\[training\]\[INFO\] - hello\n$/);
  expect(readFileSync(join(tree.folder, "out/run_20261122-201503/demo.log"), "utf8")).toBe(stdout);
});

test("an application may have defaults of its own below hydra/, where the search path has them", async () => {
  using tree = makeTree({
    "conf/config.yaml": "lr: 1\n",
    "conf/hydra/sweeper/mine.yaml": "kind: mine\n",
    "conf/e/other.yaml": "# @package _global_\ndefaults: [override /hydra/sweeper: basic]\n",
  });
  const shown = async (...argv: readonly string[]) =>
    (
      await run(tree.folder, ["--cfg", "hydra", "-p", "hydra.sweeper", ...argv], {
        hydraDefaults: { sweeper: "mine", launcher: "nowhere" },
      })
    ).stdout;
  expect(await shown()).toBe("# @package hydra.sweeper\nkind: mine\n");
  expect(await shown("+e=other")).toContain("BasicSweeper");
});
